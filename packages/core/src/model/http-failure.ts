import type { ModelProvider } from '@codex-langfuse/config';

import { isRecord, parseJson, stringOf } from '../record.ts';
import type { ModelFailure } from './model-failure.ts';

const LONGEST_QUOTE = 1000;

/** What an answer with another status than 2xx means. 5xx is repeated, 429 and other 4xx are not, as in the real Codex. */
export function httpFailure(input: {
  readonly status: number;
  readonly body: string;
  readonly url: string;
  readonly requestId: string | null;
  readonly provider: ModelProvider;
  readonly model: string;
}): ModelFailure {
  const { status, provider } = input;
  const parsed = parseJson(input.body);
  const details = isRecord(parsed) && isRecord(parsed['error']) ? parsed['error'] : {};
  const code = identifier(details['code']) ?? identifier(details['type']);
  const quote = (stringOf(details['message']) ?? input.body.trim()).slice(0, LONGEST_QUOTE);
  const summary = code === undefined ? `HTTP ${status}` : `HTTP ${status} ${code}`;
  const where = `${input.url}${input.requestId === null ? '' : `, request id ${input.requestId}`}`;
  const text = `unexpected status ${status} from ${where}${quote === '' ? '' : `: ${quote}`}`;
  if (status === 401 || status === 403) {
    return { code: 'unauthorized', message: `${text}\n${credentialHint(provider)}`, summary, retry: 'none' };
  }
  if (status === 429) {
    const hint =
      code === 'insufficient_quota'
        ? 'The quota is used up: check plan and billing at the provider.'
        : 'The provider limits the rate of requests: wait, then run again.';
    return { code: 'usage_limit_exceeded', message: `${text}\n${hint}`, summary, retry: 'none' };
  }
  if (status >= 500) return { code: 'response_too_many_failed_attempts', message: text, summary, retry: 'request' };
  if (code === 'context_length_exceeded') {
    const hint =
      'The conversation is longer than the model takes: start a new one, or use a model with a larger context window.';
    return { code: 'context_window_exceeded', message: `${text}\n${hint}`, summary, retry: 'none' };
  }
  return { code: 'bad_request', message: `${text}${requestHint(status, input.model)}`, summary, retry: 'none' };
}

/** Says which variable or setting holds the key. */
export function credentialHint(provider: ModelProvider): string {
  const name = provider.envKey;
  if (name === undefined) return `Check the credentials of the provider "${provider.name}" in config.toml (env_key).`;
  return provider.apiKey === undefined
    ? `Set the environment variable ${name} to a key of the provider "${provider.name}".`
    : `The provider "${provider.name}" did not accept the key from ${provider.apiKey.source}: check ${name}.`;
}

function requestHint(status: number, model: string): string {
  if (status === 404) return `\nCheck base_url of the provider and the model name "${model}".`;
  if (status >= 300 && status < 400) return '\nThe provider redirects: set base_url to the final address.';
  return '';
}

/** Codes and types are short words; anything else could be content. */
export function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(value) ? value : undefined;
}
