import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { DataPoint, Histogram, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { AssembledMetric, AssembledMetrics, AssembledPoint } from '@codex-langfuse/langfuse';
import { toAttributes } from './attributes.ts';
import { toHrTime } from './hr-time.ts';
import { createProvenanceLookup } from './provenance.ts';
import type { ProvenanceLookup } from './provenance.ts';

/** One turn's points as the SDK's `ResourceMetrics`: delta sums and delta histograms over the turn's time. */
export function toResourceMetrics(
  assembled: AssembledMetrics,
  provenanceOf: ProvenanceLookup = createProvenanceLookup(),
): ResourceMetrics {
  const { resource, instrumentationScope } = provenanceOf(assembled);
  const metrics = assembled.metrics.map((metric) => toMetricData(metric, assembled));
  return { resource, scopeMetrics: [{ scope: instrumentationScope, metrics }] };
}

function toMetricData(metric: AssembledMetric, turn: AssembledMetrics): MetricData {
  const { name, description, unit } = metric;
  const common = {
    descriptor: { name, description, unit, valueType: valueTypeOf(metric) },
    aggregationTemporality: AggregationTemporality.DELTA,
  };
  if (metric.kind === 'counter') {
    const dataPoints = metric.points.map((point) => toDataPoint(point, turn, sumOf(point.values)));
    return { ...common, dataPointType: DataPointType.SUM, dataPoints, isMonotonic: true };
  }
  const dataPoints = metric.points.map((point) => toDataPoint(point, turn, toHistogram(point, metric)));
  return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
}

/** UCUM annotations such as `{token}` count things; so do `1` and bytes. */
const COUNT_UNIT = /^(\{.*\}|1|By)?$/;

/** By unit and not by value, else a cost of exactly 2 would turn a series of doubles into integers. */
function valueTypeOf({ unit, points }: AssembledMetric): ValueType {
  const isCount = COUNT_UNIT.test(unit) && points.every(({ values }) => values.every(Number.isSafeInteger));
  return isCount ? ValueType.INT : ValueType.DOUBLE;
}

function toDataPoint<Value>(point: AssembledPoint, turn: AssembledMetrics, value: Value): DataPoint<Value> {
  return {
    startTime: toHrTime(turn.startUnixMicros),
    endTime: toHrTime(turn.endUnixMicros),
    attributes: toAttributes(point.attributes),
    value,
  };
}

/** A boundary belongs to the bucket below it: OTLP's buckets are `(lower, upper]`. */
function toHistogram({ values }: AssembledPoint, { boundaries = [] }: AssembledMetric): Histogram {
  const counts = Array.from({ length: boundaries.length + 1 }, () => 0);
  for (const value of values) {
    const index = boundaries.findIndex((upper) => value <= upper);
    const bucket = index === -1 ? boundaries.length : index;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const buckets = { boundaries: [...boundaries], counts };
  const extremes = values.length === 0 ? {} : { min: Math.min(...values), max: Math.max(...values) };
  return { buckets, sum: sumOf(values), count: values.length, ...extremes };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
