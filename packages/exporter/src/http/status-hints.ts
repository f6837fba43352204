import { PROXY_CREDENTIALS } from '../proxy-refusal.ts';
import type { Target } from '../target.ts';

/** What to do about a status. Names the headers that were sent, never their values. */
export function hintForStatus(status: number, target: Target): string {
  if (status >= 300 && status < 400) {
    return 'Redirects are not followed, since that would hand the credentials to another address. Put the final URL into the config.';
  }
  const hint = HINTS[status];
  if (hint !== undefined) return hint(target);
  if (status >= 500) return 'The receiver failed. Nothing is lost; delivery is tried again later.';
  return 'Check URL, headers and protocol of this destination.';
}

const HINTS: Readonly<Record<number, (target: Target) => string>> = {
  400: () => 'The receiver could not read this item; it is kept in quarantine with this reason.',
  401: (target) => `The credentials were not accepted. ${sentHeaders(target)}`,
  403: (target) => `The credentials do not allow this. ${sentHeaders(target)}`,
  404: () =>
    'Nothing answers at this path. OTLP base URLs get /v1/traces, /v1/logs or /v1/metrics appended; Langfuse takes traces only, under /api/public/otel.',
  405: () => 'This path takes no POST: check the URL.',
  407: () => PROXY_CREDENTIALS,
  413: () => 'The item is larger than the receiver takes. Lower capture.max_bytes, or raise the receiver’s limit.',
  415: () => 'The receiver does not take this encoding: set protocol to http/json or http/protobuf.',
  429: () => 'The receiver limits the rate; delivery slows down by itself.',
  500: () => 'The receiver failed. Nothing is lost; delivery is tried again later.',
};

function sentHeaders({ headerNames }: Target): string {
  return headerNames.length === 0
    ? 'No header is configured: add Authorization, or the keys of this project.'
    : `Check the values of: ${headerNames.join(', ')}.`;
}
