import { randomBytes, randomUUID } from 'node:crypto';
import type { OtelConfig, Signal } from '@codex-langfuse/config';
import type { Item } from '@codex-langfuse/exporter';
import { SCOPE_NAME, writing } from '@codex-langfuse/langfuse';
import { VERSION } from '../../version.ts';

/** Name of the doctor's span and trace. */
export const PROBE_NAME = 'codex otel doctor';

/** One real item of each signal, recognisable as the doctor's and without any content. */
export interface ProbeItems {
  readonly traceId: string;
  readonly spanId: string;
  readonly items: Readonly<Record<Signal, Item>>;
}

export function createProbeItems(config: OtelConfig, nowUnixMillis: number): ProbeItems {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const uid = randomUUID();
  const endUnixMicros = nowUnixMillis * 1000;
  const provenance = {
    resource: {
      'service.name': 'codex',
      'deployment.environment': config.environment,
      'deployment.environment.name': config.environment,
      ...config.resourceAttributes,
      'service.version': VERSION,
    },
    scope: { name: SCOPE_NAME, version: VERSION },
    sources: [],
  };
  const span: Item = {
    signal: 'traces',
    id: `${traceId}/${spanId}`,
    span: {
      ...provenance,
      key: 'doctor',
      traceId,
      spanId,
      name: PROBE_NAME,
      kind: 'internal',
      startUnixMicros: endUnixMicros - 1000,
      endUnixMicros,
      attributes: {
        [writing.traceName]: PROBE_NAME,
        [writing.traceTags]: ['doctor'],
        [writing.environment]: config.environment,
        [writing.release]: VERSION,
      },
      status: { code: 0 },
      final: true,
    },
  };
  const record: Item = {
    signal: 'logs',
    id: uid,
    record: {
      ...provenance,
      uid,
      eventName: 'codex.otel_doctor',
      timeUnixMicros: endUnixMicros,
      severityNumber: 9,
      severityText: 'INFO',
      traceId,
      spanId,
      attributes: { [writing.logRecordUid]: uid, [writing.eventName]: 'codex.otel_doctor' },
    },
  };
  const metrics: Item = {
    signal: 'metrics',
    id: `metrics/doctor/${uid}`,
    metrics: {
      ...provenance,
      id: `metrics/doctor/${uid}`,
      startUnixMicros: endUnixMicros - 1000,
      endUnixMicros,
      metrics: [
        {
          name: 'codex.otel_doctor',
          description: 'Runs of codex otel doctor',
          unit: '{run}',
          kind: 'counter',
          points: [{ attributes: {}, values: [1] }],
        },
      ],
    },
  };
  return { traceId, spanId, items: { traces: span, logs: record, metrics } };
}
