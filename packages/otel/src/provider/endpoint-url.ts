import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig, SignalEndpoint } from '@codex-langfuse/config';

/** Throws `ConfigError` `invalid_url` for anything but an http or https URL. */
export function endpointUrl({ name }: DestinationConfig, { url }: SignalEndpoint): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && ['http:', 'https:'].includes(parsed.protocol)) return parsed;
  throw new ConfigError({
    code: 'invalid_url',
    message: `Destination ${name} has no usable URL.`,
    hint: 'Give it a full http or https URL.',
  });
}
