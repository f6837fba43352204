import type { WireProtocol } from '@codex-langfuse/config';

/** What a receiver can do to a request; `refused` (nothing listens) stands beside these. */
export type FaultName =
  | 'ok'
  | `status ${number}`
  | '429 with Retry-After'
  | `grpc ${number}`
  | 'grpc 8 with RetryInfo'
  | 'grpc 8 message too large'
  | 'reset'
  | 'hang'
  | 'half a status line'
  | 'half a body'
  | 'slow body'
  | 'endless body'
  | 'plain text'
  | 'web page'
  /** Partial success: this many of the request are refused. */
  | `partial ${number}`;

/** What a request comes to, seen by the sender. */
export type Meaning =
  | 'acknowledged'
  /** The batch is split; single items are rejected. */
  | 'refused'
  /** Everything stays pending until some time later. */
  | 'backing-off'
  /** Everything stays pending until the configuration changes, or some time later. */
  | 'paused'
  | 'partial';

/** Asked for by `429 with Retry-After` and its sibling. */
export const RETRY_AFTER_MILLIS = 120_000;

export function meaningOf(fault: FaultName, protocol: WireProtocol): Meaning {
  if (fault.startsWith('partial')) return 'partial';
  return (protocol === 'grpc' ? GRPC : HTTP).get(fault) ?? unknownFault(fault);
}

/** Every fault that a wire has, in a fixed order. */
export function faultsOf(protocol: WireProtocol): readonly FaultName[] {
  return [...(protocol === 'grpc' ? GRPC : HTTP).keys()];
}

const HTTP: ReadonlyMap<FaultName, Meaning> = new Map<FaultName, Meaning>([
  ['ok', 'acknowledged'],
  ['status 202', 'acknowledged'],
  ['status 400', 'refused'],
  ['status 401', 'paused'],
  ['status 403', 'paused'],
  ['status 404', 'paused'],
  ['status 405', 'paused'],
  ['status 413', 'refused'],
  ['status 415', 'paused'],
  ['status 429', 'backing-off'],
  ['429 with Retry-After', 'backing-off'],
  ['status 500', 'paused'],
  ['status 502', 'backing-off'],
  ['status 503', 'backing-off'],
  ['status 504', 'backing-off'],
  ['reset', 'backing-off'],
  ['hang', 'backing-off'],
  ['half a status line', 'backing-off'],
  // A 2xx status line is the acknowledgement, whatever follows.
  ['half a body', 'acknowledged'],
  ['slow body', 'acknowledged'],
  ['endless body', 'acknowledged'],
  ['plain text', 'acknowledged'],
  ['web page', 'paused'],
]);

/** `status …` is a gateway's HTTP status without a gRPC one. In gRPC the status comes last and acknowledges. */
const GRPC: ReadonlyMap<FaultName, Meaning> = new Map<FaultName, Meaning>([
  ['ok', 'acknowledged'],
  ['status 202', 'acknowledged'],
  ['status 400', 'paused'],
  ['status 401', 'paused'],
  ['status 404', 'paused'],
  ['status 413', 'refused'],
  ['status 429', 'backing-off'],
  ['status 500', 'paused'],
  ['status 502', 'backing-off'],
  ['status 503', 'backing-off'],
  ['status 504', 'backing-off'],
  ['grpc 3', 'refused'],
  ['grpc 4', 'backing-off'],
  ['grpc 8', 'paused'],
  ['grpc 8 with RetryInfo', 'backing-off'],
  ['grpc 8 message too large', 'refused'],
  ['grpc 12', 'paused'],
  ['grpc 13', 'paused'],
  ['grpc 14', 'backing-off'],
  ['grpc 16', 'paused'],
  ['reset', 'backing-off'],
  ['hang', 'backing-off'],
  ['half a body', 'backing-off'],
  ['slow body', 'backing-off'],
  ['endless body', 'paused'],
  ['plain text', 'paused'],
  ['web page', 'paused'],
]);

function unknownFault(fault: FaultName): never {
  throw new Error(`the wire has no fault "${fault}"`);
}
