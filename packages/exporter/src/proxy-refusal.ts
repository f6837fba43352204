import type { ExportOutcome } from './export-outcome.ts';
import type { Target } from './target.ts';

/** The proxy answered CONNECT with something else than 200. */
export class ProxyRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The proxy answered CONNECT with ${status}.`);
    this.name = 'ProxyRefusal';
    this.status = status;
  }
}

/** A proxy's 429, 502, 503 and 504 pass like a receiver's; everything else is for whoever configured it. */
export function proxyRefused({ status }: ProxyRefusal, target: Target): ExportOutcome {
  const fault = {
    code: `proxy_${status}`,
    message: `The proxy answered ${status} to a tunnel to ${target.url.host}.`,
    hint: status === 407 ? PROXY_CREDENTIALS : 'Check the proxy, or add the host to NO_PROXY.',
  };
  return { kind: PASSING.has(status) ? 'retry' : 'destination', fault };
}

export const PROXY_CREDENTIALS =
  'The proxy wants credentials: put them into HTTPS_PROXY (HTTP_PROXY for http URLs) as http://user:password@host:port.';

const PASSING = new Set([429, 502, 503, 504]);
