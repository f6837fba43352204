import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Signal, WireProtocol } from '@codex-langfuse/config';
import type { Item } from '../item.ts';
import { mergeResourceMetrics } from './merge-metrics.ts';
import { createProvenanceLookup } from './provenance.ts';
import { toReadableLogRecord } from './readable-log-record.ts';
import { toReadableSpan } from './readable-span.ts';
import { toResourceMetrics } from './resource-metrics.ts';

/**
 * One OTLP export request, uncompressed: JSON for `http/json` and `file`, protobuf for everything else. One resource
 * and scope group per distinct provenance. Throws only for values outside their declared types.
 */
export function encodeItems(signal: Signal, items: readonly Item[], protocol: WireProtocol): Uint8Array {
  const isJson = protocol === 'http/json' || protocol === 'file';
  const provenanceOf = createProvenanceLookup();
  if (signal === 'traces') {
    const spans = items.flatMap((item) => (item.signal === 'traces' ? [toReadableSpan(item.span, provenanceOf)] : []));
    return checked((isJson ? JsonTraceSerializer : ProtobufTraceSerializer).serializeRequest(spans));
  }
  if (signal === 'logs') {
    const records = items.flatMap((item) =>
      item.signal === 'logs' ? [toReadableLogRecord(item.record, provenanceOf)] : [],
    );
    return checked((isJson ? JsonLogsSerializer : ProtobufLogsSerializer).serializeRequest(records));
  }
  const parts = items.flatMap((item) =>
    item.signal === 'metrics' ? [toResourceMetrics(item.metrics, provenanceOf)] : [],
  );
  const groups = mergeResourceMetrics(parts);
  return isJson ? encodeMetricsJson(groups) : encodeMetricsProtobuf(groups);
}

/** The official serializer takes one resource; protobuf messages with repeated fields merge by concatenation. */
function encodeMetricsProtobuf(groups: readonly ResourceMetrics[]): Uint8Array {
  return Buffer.concat(groups.map((group) => checked(ProtobufMetricsSerializer.serializeRequest(group))));
}

function encodeMetricsJson(groups: readonly ResourceMetrics[]): Uint8Array {
  const requests = groups.map((group) => checked(JsonMetricsSerializer.serializeRequest(group)));
  const [only] = requests;
  if (only !== undefined && requests.length === 1) return only;
  const resourceMetrics = requests.flatMap(
    (request) => (JSON.parse(Buffer.from(request).toString('utf8')) as { resourceMetrics: unknown[] }).resourceMetrics,
  );
  return Buffer.from(JSON.stringify({ resourceMetrics }), 'utf8');
}

function checked(request: Uint8Array | undefined): Uint8Array {
  if (request === undefined) throw new Error('The OTLP serializer returned nothing.');
  return request;
}
