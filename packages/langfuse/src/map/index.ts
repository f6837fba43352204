export { mapSpan, type MapSpanOptions } from './map-span.ts';
export type { ModelParameter, Observation, ObservationLevel, ObservationType } from './observation.ts';
export { createTokenCounter } from './token-counter.ts';
export type { TokenCounter } from './usage-and-cost.ts';
