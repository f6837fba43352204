import type { Signal, WireProtocol } from '@codex-langfuse/config';
import { encodeLogRecords, encodeMetricsRequest, encodeSpans } from '@codex-langfuse/otlp';
import type { Item } from '../item.ts';
import { toMetricsRequest } from './metrics-request.ts';

/**
 * One OTLP export request, uncompressed: JSON for `http/json` and `file`, protobuf for everything else. One resource
 * and scope group per distinct provenance; items of other signals are left out. Throws only for values outside their
 * declared types.
 */
export function encodeItems(signal: Signal, items: readonly Item[], protocol: WireProtocol): Uint8Array {
  const encoding = protocol === 'http/json' || protocol === 'file' ? 'json' : 'protobuf';
  switch (signal) {
    case 'traces':
      return encodeSpans(
        items.flatMap((item) => (item.signal === signal ? item.span : [])),
        encoding,
      );
    case 'logs':
      return encodeLogRecords(
        items.flatMap((item) => (item.signal === signal ? item.record : [])),
        encoding,
      );
    case 'metrics':
      return encodeMetricsRequest(
        toMetricsRequest(items.flatMap((item) => (item.signal === signal ? item.metrics : []))),
        encoding,
      );
  }
}
