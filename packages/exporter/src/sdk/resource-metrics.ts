import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { DataPoint, Histogram, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { AssembledMetric, AssembledMetrics, AssembledPoint } from '@codex-langfuse/langfuse';
import { isCount, sumOf, toHistogram } from '../encode/histogram.ts';
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
    descriptor: { name, description, unit, valueType: isCount(metric) ? ValueType.INT : ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.DELTA,
  };
  if (metric.kind === 'counter') {
    const dataPoints = metric.points.map((point) => toDataPoint(point, turn, sumOf(point.values)));
    return { ...common, dataPointType: DataPointType.SUM, dataPoints, isMonotonic: true };
  }
  const dataPoints = metric.points.map((point) => toDataPoint(point, turn, toSdkHistogram(point, metric)));
  return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
}

function toDataPoint<Value>(point: AssembledPoint, turn: AssembledMetrics, value: Value): DataPoint<Value> {
  return {
    startTime: toHrTime(turn.startUnixMicros),
    endTime: toHrTime(turn.endUnixMicros),
    attributes: toAttributes(point.attributes),
    value,
  };
}

function toSdkHistogram(point: AssembledPoint, metric: AssembledMetric): Histogram {
  const { boundaries, counts, ...rest } = toHistogram(point, metric);
  return { buckets: { boundaries: [...boundaries], counts: [...counts] }, ...rest };
}
