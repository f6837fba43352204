import type { AttributeDefinition } from '../definition.ts';

/** What stands on every event. Value formats are those of the real Codex. */
export const COMMON_METADATA = {
  'conversation.id': {
    type: 'string',
    presence: 'required',
    privacy: 'metadata',
    description: 'The thread: a UUIDv7 that stays the same when the conversation is resumed. Langfuse session.',
    source: 'codex',
  },
  'app.version': {
    type: 'string',
    presence: 'required',
    privacy: 'metadata',
    description: 'Version of the command that recorded the event.',
    source: 'codex',
  },
  auth_mode: {
    type: 'string',
    presence: 'optional',
    when: 'credentials for the model are known',
    values: ['ApiKey', 'Chatgpt'],
    privacy: 'metadata',
    description: 'How the user is signed in at the model provider: with a key, or with an account.',
    source: 'codex',
  },
  originator: {
    type: 'string',
    presence: 'required',
    privacy: 'metadata',
    description: 'Which front end runs the agent: `codex_cli_ts`, `codex_exec`, `codex_demo`.',
    source: 'codex',
  },
  'user.account_id': {
    type: 'string',
    presence: 'optional',
    when: 'the user is signed in with an account',
    privacy: 'metadata',
    description: 'That account at the model provider.',
    source: 'codex',
  },
  'user.email': {
    type: 'string',
    presence: 'optional',
    when: 'the user is signed in with an account',
    privacy: 'metadata',
    description: 'E-mail address of that account.',
    source: 'codex',
  },
  'terminal.type': {
    type: 'string',
    presence: 'required',
    privacy: 'metadata',
    description:
      'Terminal program and version, such as `iTerm.app/3.5.0`, else the value of `TERM`, else `unknown`. Characters other than letters, digits, `-`, `_`, `.` and `/` become `_`.',
    source: 'codex',
  },
  model: {
    type: 'string',
    presence: 'required',
    privacy: 'metadata',
    description: 'The model in effect.',
    source: 'codex',
  },
  slug: {
    type: 'string',
    presence: 'required',
    privacy: 'metadata',
    description: 'Slug of the model; normally equal to `model`.',
    source: 'codex',
  },
} as const satisfies Readonly<Record<string, AttributeDefinition>>;
