import { validateMetric } from '@codex-langfuse/otlp';
import type { MetricsRequest } from '@codex-langfuse/otlp';
import type { Store, StoredMetric } from '../store/store.ts';
import { createRejections } from './rejections.ts';
import type { Taken } from './rejections.ts';

/** Stores the metrics of a request in one transaction. */
export function takeMetrics(request: MetricsRequest, store: Store): Taken {
  const metrics: StoredMetric[] = [];
  const rejections = createRejections();
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    for (const { scope, metrics: received } of scopeMetrics) {
      for (const metric of received) {
        const fault = validateMetric(metric);
        if (fault === null) metrics.push({ metric, resource, scope });
        else rejections.add(`metric "${metric.name.slice(0, 80)}": ${fault}`);
      }
    }
  }
  if (metrics.length > 0) store.putMetrics(metrics);
  return rejections.taken(metrics.length);
}
