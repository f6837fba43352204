import { keyValue, resource, scope } from './common-messages.ts';
import { closedEnumeration } from './enumeration.ts';
import { fixed64, nanoTime, sfixed64 } from './int64-scalars.ts';
import { bool, double, text } from './scalars.ts';
import { always, defineMessage, explicit, nested, optionalNested, packed, repeated } from './schema.ts';
import type { MessageSchema } from './schema.ts';
import type {
  AggregationTemporality,
  MetricsRequest,
  ResourceMetrics,
  ScopeMetrics,
  WireHistogramPoint,
  WireMetric,
  WireNumberPoint,
} from './wire.ts';

const temporality = closedEnumeration<AggregationTemporality>(
  ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'].map((name) => `AGGREGATION_TEMPORALITY_${name}`),
  [0, 1, 2],
);

/** opentelemetry/proto/collector/metrics/v1/metrics_service.proto and opentelemetry/proto/metrics/v1/metrics.proto */
export const metricsRequest: MessageSchema<MetricsRequest> = defineMessage<MetricsRequest>({
  resourceMetrics: repeated(1, () => resourceMetrics),
});

const resourceMetrics: MessageSchema<ResourceMetrics> = defineMessage<ResourceMetrics>({
  resource: nested(1, () => resource),
  scopeMetrics: repeated(2, () => scopeMetrics),
});

const scopeMetrics: MessageSchema<ScopeMetrics> = defineMessage<ScopeMetrics>({
  scope: nested(1, () => scope),
  metrics: repeated(2, () => metric),
});

/** Exponential histograms (10) and summaries (11) are skipped like unknown fields: the metric keeps its name only. */
const metric: MessageSchema<WireMetric> = defineMessage<WireMetric>({
  name: always(1, text),
  description: always(2, text),
  unit: always(3, text),
  sum: optionalNested(7, () => sum, 'data'),
  gauge: optionalNested(5, () => gauge, 'data'),
  histogram: optionalNested(9, () => histogram, 'data'),
});

const sum: MessageSchema<NonNullable<WireMetric['sum']>> = defineMessage<NonNullable<WireMetric['sum']>>({
  dataPoints: repeated(1, () => numberPoint),
  aggregationTemporality: always(2, temporality),
  isMonotonic: always(3, bool),
});

const gauge: MessageSchema<NonNullable<WireMetric['gauge']>> = defineMessage<NonNullable<WireMetric['gauge']>>({
  dataPoints: repeated(1, () => numberPoint),
});

const histogram: MessageSchema<NonNullable<WireMetric['histogram']>> = defineMessage<
  NonNullable<WireMetric['histogram']>
>({
  dataPoints: repeated(1, () => histogramPoint),
  aggregationTemporality: always(2, temporality),
});

const numberPoint: MessageSchema<WireNumberPoint> = defineMessage<WireNumberPoint>({
  attributes: repeated(7, () => keyValue),
  startTimeUnixNano: always(2, nanoTime),
  timeUnixNano: always(3, nanoTime),
  asInt: explicit(6, sfixed64, 'value'),
  asDouble: explicit(4, double, 'value'),
});

const histogramPoint: MessageSchema<WireHistogramPoint> = defineMessage<WireHistogramPoint>({
  attributes: repeated(9, () => keyValue),
  startTimeUnixNano: always(2, nanoTime),
  timeUnixNano: always(3, nanoTime),
  count: always(4, fixed64),
  sum: explicit(5, double),
  min: explicit(11, double),
  max: explicit(12, double),
  bucketCounts: packed(6, fixed64),
  explicitBounds: packed(7, double),
});
