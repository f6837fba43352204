/** What tells destinations and their configurations apart, for code that must not load the transports. */
export { configHash } from './deliver/config-hash.ts';
export { destinationFingerprint } from './fingerprint.ts';
