/** What tells destinations, their configurations and their times apart, for code that must not load the transports. */
export { isTimeToTry, LONGEST_WAIT_OF_ALL_MILLIS } from './deliver/time-to-try.ts';
export { configHash } from './deliver/config-hash.ts';
export { destinationFingerprint } from './fingerprint.ts';
