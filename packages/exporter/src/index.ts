export type * from './item.ts';
export type * from './export-outcome.ts';
export type * from './exporter.ts';
export type * from './delivery-source.ts';
export { destinationFingerprint } from './fingerprint.ts';
