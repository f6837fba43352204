import type { Signal } from '../otel-config.ts';
import type { ReadContext } from '../read/read-context.ts';

/** A value of the environment with the variable that holds it. */
export interface EnvironmentValue {
  readonly name: string;
  readonly value: string;
}

/** The variable's value, unless unset or blank. */
export function environmentValue(context: ReadContext, ...names: readonly string[]): EnvironmentValue | undefined {
  for (const name of names) {
    const value = context.env[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}

/**
 * True when credentials in the environment may go to `url`: they are not sent there if the environment names another
 * endpoint that they evidently belong to.
 */
export function environmentBelongsTo(url: URL, endpoint: EnvironmentValue | undefined): boolean {
  if (endpoint === undefined) return true;
  return URL.parse(endpoint.value)?.origin === url.origin;
}

/** `OTEL_EXPORTER_OTLP_<SIGNAL>_ENDPOINT`, used as it is. */
export function signalEndpointVariable(signal: Signal): string {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
}

/** Reads `key=value,key2=value2` with percent-encoded values (OpenTelemetry, W3C baggage); undefined when malformed. */
export function parseKeyValueList(text: string): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const value = decode(part.slice(equals + 1).trim());
    if (name === '' || value === undefined) return undefined;
    pairs.set(name, value);
  }
  return pairs;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
