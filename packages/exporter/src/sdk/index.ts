export { createProvenanceLookup } from './provenance.ts';
export type { ProvenanceLookup, SdkProvenance } from './provenance.ts';
export { toReadableLogRecord } from './readable-log-record.ts';
export { toReadableSpan } from './readable-span.ts';
export { toResourceMetrics } from './resource-metrics.ts';
