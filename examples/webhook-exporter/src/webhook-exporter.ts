import type { DestinationConfig } from '@codex-langfuse/config';
import type { DeliveryFault, Exporter, ExportOutcome, Item } from '@codex-langfuse/exporter';

/**
 * Posts `{ "turns": [{ traceId, name, outcome, millis }] }` for the root spans of a batch, so that a chat channel or a
 * script hears of each finished turn. Other items are done as soon as they are seen: nothing is to be sent for them.
 */
export function createWebhookExporter(destination: DestinationConfig): Exporter {
  return {
    async export(_signal, items, abort): Promise<ExportOutcome> {
      const turns = items.flatMap(finishedTurn);
      const { url } = destination.signals.traces ?? {};
      if (turns.length === 0 || url === undefined) return { kind: 'delivered' };
      const headers = Object.entries(destination.headers).map(([name, secret]) => [name, secret.reveal()]);
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { ...Object.fromEntries(headers), 'content-type': 'application/json' },
          body: JSON.stringify({ turns }),
          redirect: 'error',
          signal: abort,
        });
        await response.body?.cancel();
        return outcomeOf(response.status);
      } catch {
        return { kind: 'retry', fault: fault('unreachable', `${new URL(url).host} did not answer`) };
      }
    },
    async close(): Promise<void> {},
  };
}

function finishedTurn(item: Item): readonly object[] {
  if (item.signal !== 'traces' || item.span.key !== 'root') return [];
  const { traceId, name, status, startUnixMicros, endUnixMicros } = item.span;
  const outcome = status.code === 2 ? 'failed' : 'ended';
  return [{ traceId, name, outcome, millis: (endUnixMicros - startUnixMicros) / 1000 }];
}

/** 2xx acknowledges, 429 and 5xx pass, everything else is for the person who configured the webhook. */
function outcomeOf(status: number): ExportOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const problem = fault(`http_${status}`, `the webhook answered ${status}`);
  return status === 429 || status >= 500 ? { kind: 'retry', fault: problem } : { kind: 'destination', fault: problem };
}

function fault(code: string, message: string): DeliveryFault {
  return { code, message, hint: 'Check the endpoint of the webhook in config.toml.' };
}
