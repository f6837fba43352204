import type { EventDefinition } from '../definition.ts';
import { sentByCodex } from './sent-by-codex.ts';

/** Events of the real Codex about what watches over the agent: the automated reviewer and the network proxy. */
export const REVIEW_EVENTS = {
  guardian_assessment: {
    description: 'The automated reviewer judged an action.',
    source: 'codex',
    attributes: {
      'review.id': {
        type: 'string',
        presence: 'required',
        privacy: 'metadata',
        description: 'Identifies the review.',
        source: 'codex',
      },
      status: sentByCodex('string', 'known', 'How the review itself went.'),
      outcome: {
        type: 'string',
        presence: 'optional',
        when: 'the review came to a result',
        values: ['allow', 'deny'],
        privacy: 'metadata',
        description: 'The result.',
        source: 'codex',
      },
      risk_level: sentByCodex('string', 'judged', 'How risky the action is.'),
      user_authorization: sentByCodex('string', 'judged', 'How far the user authorised the action.'),
      'turn.id': sentByCodex('string', 'known', 'The sender’s identifier of the turn.'),
      'item.id': sentByCodex('string', 'known', 'The item that was judged.'),
      started_at_ms: { ...sentByCodex('integer', 'known', 'Begin, since the Unix epoch.'), unit: 'ms' },
      completed_at_ms: { ...sentByCodex('integer', 'known', 'End, since the Unix epoch.'), unit: 'ms' },
      rationale: {
        type: 'string',
        presence: 'optional',
        when: 'the reviewer gave one',
        privacy: 'content',
        description: 'Why, in the reviewer’s words.',
        source: 'codex',
      },
      rationale_length: { ...sentByCodex('integer', 'the reviewer gave a rationale', 'Its whole length.'), unit: 'By' },
      rationale_truncated: sentByCodex('boolean', 'the reviewer gave a rationale', 'Whether it was cut.'),
    },
  },
  'network_proxy.policy_decision': {
    description: 'The network proxy let a connection of a tool pass, or did not.',
    source: 'codex',
    attributes: {
      'network.policy.decision': {
        type: 'string',
        presence: 'required',
        values: ['allow', 'deny', 'ask'],
        privacy: 'metadata',
        description: 'What was decided.',
        source: 'codex',
      },
      'network.policy.scope': sentByCodex('string', 'known', '`domain` or `non_domain`.'),
      'network.policy.source': sentByCodex(
        'string',
        'known',
        'Who decided: `baseline_policy`, `mode_guard`, `proxy_state` or `decider`.',
      ),
      'network.policy.reason': sentByCodex('string', 'known', 'Why.'),
      'network.policy.override': sentByCodex('boolean', 'known', 'Whether a rule was overridden.'),
      'network.transport.protocol': sentByCodex('string', 'known', 'Transport of the connection.'),
      'server.address': sentByCodex('string', 'known', 'Host that the tool wanted to reach.'),
      'server.port': sentByCodex('integer', 'known', 'Port of that host.'),
      'http.request.method': sentByCodex('string', 'known', 'HTTP method; `none` for anything but HTTP.'),
      'client.address': sentByCodex('string', 'known', 'Address of the tool; `unknown` where it has none.'),
    },
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;
