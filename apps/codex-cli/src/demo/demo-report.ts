import type { ObservationView } from '@codex-langfuse/langfuse';
import { traceUrl } from '@codex-langfuse/langfuse-local';
import type { RunningServer } from '@codex-langfuse/langfuse-local';
import { traceTotals } from '../trace/trace-totals.ts';
import type { TraceTotals } from '../trace/trace-totals.ts';
import type { DemoSession } from './run-demo.ts';

/** What `codex demo --json` prints on its last line. */
export interface DemoReport {
  readonly url: string;
  readonly traceUrl: string;
  readonly traceId: string;
  readonly conversationId: string;
  readonly observations: readonly ReportedObservation[];
  readonly totals: TraceTotals;
  readonly ledger: Readonly<Record<'recorded' | 'delivered' | 'rejected' | 'expired' | 'pending', number>>;
}

export interface ReportedObservation {
  readonly id: string;
  readonly parentId: string | null;
  readonly type: string;
  readonly name: string;
  readonly level: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly model: string | null;
  /** Units per Langfuse usage type. */
  readonly usage: Readonly<Record<string, number>>;
  /** USD. */
  readonly cost: number;
}

export function demoReport(server: RunningServer, session: DemoSession): DemoReport {
  const { recorded, delivered, rejected, expired, pending } = session.ledger;
  return {
    url: server.url,
    traceUrl: traceUrl(server, session.traceId),
    traceId: session.traceId,
    conversationId: session.conversationId,
    observations: session.trace.observations.map(reportObservation),
    totals: traceTotals(session.trace),
    ledger: { recorded, delivered, rejected, expired, pending },
  };
}

function reportObservation(observation: ObservationView): ReportedObservation {
  return {
    id: observation.id,
    parentId: observation.parentObservationId,
    type: observation.type,
    name: observation.name,
    level: observation.level,
    startTime: observation.startTime,
    endTime: observation.endTime,
    model: observation.model,
    usage: observation.usageDetails,
    cost: observation.totalCost,
  };
}
