import type { MetricData, ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';

/**
 * One group per resource and scope, and in it one metric per descriptor: receivers expect a name once per scope.
 * Resources and scopes are the shared objects of a `ProvenanceLookup`, compared by identity.
 */
export function mergeResourceMetrics(parts: readonly ResourceMetrics[]): readonly ResourceMetrics[] {
  const byResource = Map.groupBy(parts, ({ resource }) => resource);
  return [...byResource].map(([resource, group]) => ({
    resource,
    scopeMetrics: mergeScopes(group.flatMap(({ scopeMetrics }) => scopeMetrics)),
  }));
}

function mergeScopes(scopes: readonly ScopeMetrics[]): ScopeMetrics[] {
  const byScope = Map.groupBy(scopes, ({ scope }) => scope);
  return [...byScope].map(([scope, group]) => ({
    scope,
    metrics: mergeMetrics(group.flatMap(({ metrics }) => metrics)),
  }));
}

function mergeMetrics(metrics: readonly MetricData[]): MetricData[] {
  const byDescriptor = Map.groupBy(metrics, ({ descriptor, dataPointType }) =>
    JSON.stringify([descriptor.name, descriptor.unit, descriptor.valueType, dataPointType]),
  );
  return [...byDescriptor.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [rest.reduce(withPointsOf, first)],
  );
}

/** The key above holds the data point type, so both sides hold the same kind of points. */
function withPointsOf(metric: MetricData, other: MetricData): MetricData {
  return { ...metric, dataPoints: [...metric.dataPoints, ...other.dataPoints] } as MetricData;
}
