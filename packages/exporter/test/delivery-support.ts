import { attributesToObject, decodeTraceRequest } from '@codex-langfuse/otlp';
import { sampleSpanItem } from '@codex-langfuse/exporter/testing';
import type { ReceivedRequest } from '@codex-langfuse/exporter/testing';

export const START = 1_800_000_000_000;

/** A clock that stands still until it is moved. */
export function stoppedClock() {
  let now = START;
  return { clock: () => now, advance: (millis: number) => (now += millis) };
}

export function spans(count: number, textLength = 0) {
  return Array.from({ length: count }, (_, number) =>
    sampleSpanItem(number, { attributes: { number, text: 'x'.repeat(textLength) } }),
  );
}

/** The `number` attributes of the spans in a request. */
export function numbersIn({ body }: ReceivedRequest): readonly unknown[] {
  const decoded = decodeTraceRequest(body, 'protobuf');
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.value.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    .map(({ attributes }) => attributesToObject(attributes)['number']);
}
