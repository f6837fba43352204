/** Why something did not arrive, for people: a stable code, a sentence, and what to do next. Never holds a secret. */
export interface DeliveryFault {
  /** `dns`, `tcp_refused`, `tcp_timeout`, `tls`, `http_401`, `http_503`, `grpc_14`, `partial_success`, … */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What one request came to. Exactly one of:
 * - `delivered`: a 2xx status line (or gRPC OK) was read; nothing of the batch is ever sent again; a `warning` is the
 *   receiver's message beside an otherwise full success;
 * - `partial`: a 2xx with partial success, `rejected` of the batch refused, nobody knows which; never resent;
 * - `refused`: the batch itself is at fault (400, 413, gRPC INVALID_ARGUMENT, more than 64 MiB): split until the culprit stands alone;
 * - `retry`: a passing fault (429, 502, 503, 504, reset, timeout, the retryable gRPC codes);
 * - `destination`: the destination or its configuration is at fault (401, 403, 404, 405, 415, TLS, DNS, other 4xx and
 *   5xx, an HTML page instead of an OTLP answer): nothing more is sent until it or the configuration changes.
 */
export type ExportOutcome =
  | { readonly kind: 'delivered'; readonly warning?: string }
  | { readonly kind: 'partial'; readonly rejected: number; readonly fault: DeliveryFault }
  | { readonly kind: 'refused'; readonly fault: DeliveryFault }
  | { readonly kind: 'retry'; readonly fault: DeliveryFault; readonly retryAfterMillis?: number }
  | { readonly kind: 'destination'; readonly fault: DeliveryFault };
