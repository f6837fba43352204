import type { EventDefinition } from '../definition.ts';
import { AUTH_ENVIRONMENT, AUTH_REQUEST } from './auth-attributes.ts';
import { sentByCodex } from './sent-by-codex.ts';

/** Events that the real Codex sends beside those of a turn. They stand here so that they can be read and kept. */
export const CODEX_EVENTS = {
  startup_phase: {
    description: 'A phase of the start-up ended.',
    source: 'codex',
    attributes: {
      'startup.phase': {
        type: 'string',
        presence: 'required',
        privacy: 'metadata',
        description: 'Name of the phase, such as `thread_start_total`.',
        source: 'codex',
      },
      'startup.status': sentByCodex(
        'string',
        'the phase has an outcome',
        '`ready`, `consumed`, `not_scheduled`, `cancelled`, `failed`, `timed_out`.',
      ),
      duration_ms: {
        type: 'number',
        unit: 'ms',
        presence: 'required',
        privacy: 'metadata',
        description: 'How long the phase took; it began this long before the event.',
        source: 'codex',
      },
    },
  },
  auth_recovery: {
    description: 'After a 401: a step towards new credentials.',
    source: 'codex',
    attributes: {
      'auth.mode': {
        type: 'string',
        presence: 'required',
        values: ['managed', 'external', 'none'],
        privacy: 'metadata',
        description: 'Who looks after the credentials.',
        source: 'codex',
      },
      'auth.step': {
        type: 'string',
        presence: 'required',
        values: ['reload', 'refresh_token', 'external_refresh', 'done', 'none'],
        privacy: 'metadata',
        description: 'What was tried.',
        source: 'codex',
      },
      'auth.outcome': {
        type: 'string',
        presence: 'required',
        values: ['recovery_succeeded', 'recovery_failed_permanent', 'recovery_failed_transient', 'recovery_not_run'],
        privacy: 'metadata',
        description: 'What came of it.',
        source: 'codex',
      },
      'auth.recovery_reason': sentByCodex('string', 'known', 'Why it came out so, such as `not_chatgpt_auth`.'),
      'auth.state_changed': sentByCodex('boolean', 'known', 'Whether the credentials are others now.'),
      'auth.request_id': AUTH_REQUEST['auth.request_id'],
      'auth.cf_ray': AUTH_REQUEST['auth.cf_ray'],
      'auth.error': AUTH_REQUEST['auth.error'],
      'auth.error_code': AUTH_REQUEST['auth.error_code'],
    },
  },
  websocket_connect: {
    description: 'A WebSocket to the model was opened, or could not be.',
    source: 'codex',
    attributes: {
      duration_ms: {
        type: 'number',
        unit: 'ms',
        presence: 'required',
        privacy: 'metadata',
        description: 'How long it took.',
        source: 'codex',
      },
      success: {
        type: 'boolean',
        presence: 'required',
        privacy: 'metadata',
        description: 'Whether the connection stands.',
        source: 'codex',
      },
      endpoint: sentByCodex('string', 'known', 'Path below the provider’s base URL.'),
      'http.response.status_code': sentByCodex('integer', 'the server answered', 'Status of the answer.'),
      'error.message': sentByCodex('string', 'it failed', 'What went wrong.'),
      'auth.connection_reused': sentByCodex('boolean', 'known', 'Whether an open connection was used again.'),
      ...AUTH_REQUEST,
      ...AUTH_ENVIRONMENT,
    },
  },
  websocket_request: {
    description: 'A request to the model over a WebSocket. Of its stream only the usage is reported.',
    source: 'codex',
    attributes: {
      duration_ms: {
        type: 'number',
        unit: 'ms',
        presence: 'required',
        privacy: 'metadata',
        description: 'How long sending it took.',
        source: 'codex',
      },
      success: {
        type: 'boolean',
        presence: 'required',
        privacy: 'metadata',
        description: 'Whether it was sent.',
        source: 'codex',
      },
      'error.message': sentByCodex('string', 'it failed', 'What went wrong.'),
      'auth.connection_reused': sentByCodex('boolean', 'known', 'Whether an open connection was used again.'),
      'auth.agent_id': AUTH_REQUEST['auth.agent_id'],
      'auth.task_id': AUTH_REQUEST['auth.task_id'],
      ...AUTH_ENVIRONMENT,
    },
  },
  skill_invocation: {
    description: 'A skill was used.',
    source: 'codex',
    attributes: {
      'skill.name': {
        type: 'string',
        presence: 'required',
        privacy: 'metadata',
        description: 'Name of the skill.',
        source: 'codex',
      },
      'skill.scope': sentByCodex('string', 'known', 'Where the skill comes from.'),
      'skill.plugin_id': sentByCodex('string', 'a plugin brought the skill', 'That plugin.'),
      'skill.invocation_type': sentByCodex('string', 'known', '`explicit` or `implicit`.'),
      'turn.id': sentByCodex('string', 'known', 'The sender’s identifier of the turn.'),
    },
  },
  turn_cost: {
    description: 'What a turn cost, as estimated by the provider.',
    source: 'codex',
    attributes: {
      'usage.estimated_usd': {
        type: 'number',
        unit: 'USD',
        presence: 'required',
        privacy: 'metadata',
        description: 'The estimate.',
        source: 'codex',
      },
      'turn.id': sentByCodex('string', 'known', 'The sender’s identifier of the turn.'),
      'turn.interrupted': sentByCodex('boolean', 'known', 'Whether the turn was interrupted.'),
      speed: sentByCodex('string', 'known', 'Speed tier of the turn.'),
      reasoning_effort: sentByCodex('string', 'known', 'Reasoning effort of the turn.'),
    },
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;
