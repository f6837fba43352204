import type { AttributeDefinition, AttributeType } from '../definition.ts';

/** An optional attribute that the real Codex sends and that holds no content; most of its attributes are such. */
export function sentByCodex<Type extends AttributeType>(type: Type, when: string, description: string) {
  return { type, presence: 'optional', when, privacy: 'metadata', description, source: 'codex' } as const;
}

/** Which credentials the environment offered: names and yes or no, never a value. */
export const AUTH_ENVIRONMENT = {
  'auth.env_openai_api_key_present': sentByCodex('boolean', 'known', 'Whether `OPENAI_API_KEY` is set.'),
  'auth.env_codex_api_key_present': sentByCodex('boolean', 'known', 'Whether `CODEX_API_KEY` is set.'),
  'auth.env_codex_api_key_enabled': sentByCodex('boolean', 'known', 'Whether `CODEX_API_KEY` would be used.'),
  'auth.env_provider_key_name': sentByCodex(
    'string',
    'the provider names a variable for its key',
    'Name of that variable; newer versions write `configured` in its place.',
  ),
  'auth.env_provider_key_present': sentByCodex(
    'boolean',
    'the provider names a variable for its key',
    'Whether that variable is set.',
  ),
  'auth.env_refresh_token_url_override_present': sentByCodex(
    'boolean',
    'known',
    'Whether the address for token refreshes is overridden.',
  ),
} as const satisfies Readonly<Record<string, AttributeDefinition>>;

/** How a request was signed, and what an authentication failure said. */
export const AUTH_REQUEST = {
  'auth.header_attached': sentByCodex('boolean', 'known', 'Whether the request carried credentials.'),
  'auth.header_name': sentByCodex('string', 'the request carried credentials', 'Name of their header.'),
  'auth.retry_after_unauthorized': sentByCodex('boolean', 'known', 'Whether this attempt follows a 401.'),
  'auth.recovery_mode': sentByCodex('string', 'the attempt follows a 401', '`managed` or `external`.'),
  'auth.recovery_phase': sentByCodex(
    'string',
    'the attempt follows a 401',
    '`reload`, `refresh_token`, `external_refresh` or `done`.',
  ),
  'auth.request_id': sentByCodex('string', 'the server gave one', 'The server’s identifier of the request.'),
  'auth.cf_ray': sentByCodex('string', 'Cloudflare answered', 'Cloudflare’s identifier of the request.'),
  'auth.error': sentByCodex('string', 'authentication failed', 'What the server said was wrong.'),
  'auth.error_code': sentByCodex('string', 'authentication failed', 'The server’s code for it.'),
  'auth.agent_id': sentByCodex('string', 'an agent identity signed the request', 'That identity.'),
  'auth.task_id': sentByCodex('string', 'an agent identity signed the request', 'Its task.'),
} as const satisfies Readonly<Record<string, AttributeDefinition>>;
