import type { AssembledMetric, AssembledMetrics, AssembledPoint } from '@codex-langfuse/langfuse';
import { groupByOrigin, toKeyValues } from '@codex-langfuse/otlp';
import type { MetricsRequest, WireHistogramPoint, WireMetric, WireNumberPoint } from '@codex-langfuse/otlp';
import { isCount, sumOf, toHistogram } from './histogram.ts';

/** The points of several turns as one request; delta, each over the time of its turn. */
export function toMetricsRequest(turns: readonly AssembledMetrics[]): MetricsRequest {
  return {
    resourceMetrics: groupByOrigin(turns).map(({ resource, scopes }) => ({
      resource: { attributes: toKeyValues(resource) },
      scopeMetrics: scopes.map(({ scope, items }) => ({
        scope: { ...scope, attributes: [] },
        metrics: mergeMetrics(items.flatMap((turn) => turn.metrics.map((metric) => toWireMetric(metric, turn)))),
      })),
    })),
  };
}

/** 1 in metrics.proto. */
const DELTA = 1;

function toWireMetric(metric: AssembledMetric, turn: AssembledMetrics): WireMetric {
  const { name, description, unit, points } = metric;
  if (metric.kind === 'histogram') {
    const dataPoints = points.map((point) => toHistogramPoint(point, metric, turn));
    return { name, description, unit, histogram: { dataPoints, aggregationTemporality: DELTA } };
  }
  const key = isCount(metric) ? 'asInt' : 'asDouble';
  const dataPoints = points.map((point): WireNumberPoint => {
    const sum = sumOf(point.values);
    return { ...pointHead(point, turn), ...(key === 'asInt' ? { asInt: String(sum) } : { asDouble: sum }) };
  });
  return { name, description, unit, sum: { dataPoints, aggregationTemporality: DELTA, isMonotonic: true } };
}

function toHistogramPoint(point: AssembledPoint, metric: AssembledMetric, turn: AssembledMetrics): WireHistogramPoint {
  const { boundaries, counts, count, ...rest } = toHistogram(point, metric);
  return {
    ...pointHead(point, turn),
    ...rest,
    count: String(count),
    bucketCounts: counts.map(String),
    explicitBounds: boundaries,
  };
}

function pointHead(
  { attributes }: AssembledPoint,
  { startUnixMicros, endUnixMicros }: AssembledMetrics,
): Pick<WireNumberPoint, 'attributes' | 'startTimeUnixNano' | 'timeUnixNano'> {
  return {
    attributes: toKeyValues(attributes),
    startTimeUnixNano: `${startUnixMicros}000`,
    timeUnixNano: `${endUnixMicros}000`,
  };
}

/** Receivers expect a name once per scope. */
function mergeMetrics(metrics: readonly WireMetric[]): WireMetric[] {
  const alike = Map.groupBy(metrics, ({ name, unit, sum, histogram }) =>
    JSON.stringify([name, unit, sum?.dataPoints[0]?.asInt !== undefined, histogram !== undefined]),
  );
  return [...alike.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [rest.reduce(withPointsOf, first)],
  );
}

/** Of the same kind: the key above says so. */
function withPointsOf(metric: WireMetric, other: WireMetric): WireMetric {
  const { sum, histogram } = metric;
  return {
    ...metric,
    ...(sum && { sum: { ...sum, dataPoints: [...sum.dataPoints, ...(other.sum?.dataPoints ?? [])] } }),
    ...(histogram && {
      histogram: { ...histogram, dataPoints: [...histogram.dataPoints, ...(other.histogram?.dataPoints ?? [])] },
    }),
  };
}
