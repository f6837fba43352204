import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';

/**
 * The specification's `delta` preference, for exporters without such an option: increments for what only grows and for
 * histograms, totals for what goes up and down.
 */
export function deltaTemporality(type: InstrumentType): AggregationTemporality {
  return type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
    ? AggregationTemporality.CUMULATIVE
    : AggregationTemporality.DELTA;
}
