import { status } from '@grpc/grpc-js';
import type { Target } from '../target.ts';

/** What to do about a gRPC status. Names the headers that were sent, never their values. */
export function hintForCode(code: number, { headerNames }: Target): string {
  const sent =
    headerNames.length === 0 ? 'No header is configured.' : `Check the values of: ${headerNames.join(', ')}.`;
  switch (code) {
    case status.UNAUTHENTICATED:
      return `The credentials were not accepted. ${sent}`;
    case status.PERMISSION_DENIED:
      return `The credentials do not allow this. ${sent}`;
    case status.UNIMPLEMENTED:
      return 'The receiver has no OTLP service for this signal over gRPC; Langfuse for instance takes HTTP only.';
    case status.INVALID_ARGUMENT:
      return 'The receiver could not read this item; it is kept in quarantine with this reason.';
    case status.RESOURCE_EXHAUSTED:
      return 'The receiver’s quota or message limit is reached.';
    case status.DEADLINE_EXCEEDED:
      return 'The receiver is slow or hangs; timeout_ms sets the time of one try.';
    case status.UNAVAILABLE:
      return 'Tried again by itself. If it stays, check host, port and scheme: OTLP over gRPC is usually on 4317.';
    default:
      return 'Nothing is lost; delivery is tried again later. Check URL and protocol of this destination.';
  }
}
