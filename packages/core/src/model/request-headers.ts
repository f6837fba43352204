import { ConfigError, type ModelProvider } from '@codex-langfuse/config';

/** Headers of a model request. The only place that reveals the key. Throws `ConfigError` for a header that cannot be sent. */
export function requestHeaders(input: {
  readonly provider: ModelProvider;
  readonly conversationId: string;
  readonly originator: string;
  readonly version: string;
  readonly userAgent: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Headers {
  const { provider, env } = input;
  const headers = new Headers({
    accept: 'text/event-stream',
    'content-type': 'application/json',
    originator: input.originator,
    session_id: input.conversationId,
    'user-agent': input.userAgent,
    version: input.version,
  });
  if (provider.id === 'openai') {
    setIfPresent(headers, 'OpenAI-Organization', env['OPENAI_ORGANIZATION']);
    setIfPresent(headers, 'OpenAI-Project', env['OPENAI_PROJECT']);
  }
  if (provider.apiKey !== undefined)
    setSecret(headers, 'authorization', `Bearer ${provider.apiKey.reveal()}`, provider);
  for (const [name, value] of Object.entries(provider.httpHeaders)) setSecret(headers, name, value.reveal(), provider);
  return headers;
}

/** The system's own error would quote the value. */
function setSecret(headers: Headers, name: string, value: string, provider: ModelProvider): void {
  try {
    headers.set(name, value);
  } catch {
    throw new ConfigError({
      code: 'invalid_value',
      message: `the header ${name} of the model provider "${provider.name}" cannot be sent: it holds a character that no header may hold`,
      hint: 'Look for a line break or another invisible character in the key or header value.',
    });
  }
}

function setIfPresent(headers: Headers, name: string, value: string | undefined): void {
  if (value !== undefined && value.trim() !== '') headers.set(name, value.trim());
}
