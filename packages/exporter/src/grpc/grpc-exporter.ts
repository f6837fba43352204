import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import { encodeBatch } from '../encode/encode-batch.ts';
import type { ExportOutcome } from '../export-outcome.ts';
import type { Exporter, ExporterEnvironment } from '../exporter.ts';
import type { Item } from '../item.ts';
import { missingEndpoint } from '../missing-endpoint.ts';
import { createTarget } from '../target.ts';
import type { OtlpGrpcClient } from './otlp-grpc-client.ts';

/**
 * OTLP over gRPC, one unary call per batch with a deadline over everything. `@grpc/grpc-js` is loaded with the first
 * batch, so that it costs nothing where it is not used.
 */
export function createGrpcExporter(destination: DestinationConfig, environment: ExporterEnvironment): Exporter {
  const clients = new Map<Signal, OtlpGrpcClient>();

  return {
    async export(signal: Signal, items: readonly Item[], abort: AbortSignal): Promise<ExportOutcome> {
      const target = createTarget(destination, signal, environment.env);
      if (target === undefined) return missingEndpoint(destination, signal);
      const encoded = encodeBatch(signal, items, 'grpc');
      if (encoded.kind === 'refused') return encoded;
      const { openGrpcClient, classifyCall } = await import('./otlp-grpc-client.ts');
      const opened = clients.get(signal) ?? (await openGrpcClient(destination, environment, target));
      if ('outcome' in opened) return opened.outcome;
      clients.set(signal, opened);
      const result = await opened.call(signal, encoded.body, abort);
      const outcome = classifyCall(result, signal, items.length, target);
      if (outcome.kind === 'destination' || outcome.kind === 'retry') closeClient(signal);
      return outcome;
    },
    async close(): Promise<void> {
      for (const signal of clients.keys()) closeClient(signal);
    },
  };

  /** After a fault everything is set up anew: addresses may have changed, certificate files been repaired. */
  function closeClient(signal: Signal): void {
    clients.get(signal)?.close();
    clients.delete(signal);
  }
}
