import { setTimeout as sleep } from 'node:timers/promises';
import { addReports, listJournals, listOwners } from '@codex-langfuse/otel';
import type { DrainReport } from '@codex-langfuse/otel';
import { deliverPending } from '../telemetry/deliver-pending.ts';
import type { DeliverInput } from '../telemetry/deliver-pending.ts';

/** Journals that other living processes own. */
export interface Others {
  readonly delivering: number;
  readonly deliveringEvents: number;
  readonly recording: number;
  readonly recordingEvents: number;
}

export interface DeliverTogetherInput {
  readonly deliver: Omit<DeliverInput, 'timeoutMillis'> & { readonly abort: AbortSignal };
  readonly deadlineUnixMillis: number;
  readonly waitForOthers: boolean;
  /** Told once, when the wait for others begins. */
  readonly onWait: (others: Others) => void;
}

const POLL_MILLIS = 200;

/**
 * Delivers what nobody owns; while other processes deliver what they own, waits for them and takes over what they
 * leave, until nothing is left or the deadline comes.
 */
export async function deliverTogether(
  input: DeliverTogetherInput,
): Promise<{ readonly report: DrainReport; readonly others: Others }> {
  const { codexHome, abort } = input.deliver;
  const timeLeft = (): number => input.deadlineUnixMillis - Date.now();
  let report = await deliverPending({ ...input.deliver, timeoutMillis: timeLeft() });
  let delivering = countDelivering(codexHome);
  if (input.waitForOthers && delivering > 0) input.onWait(countOthers(codexHome));
  while (input.waitForOthers && delivering > 0 && timeLeft() > POLL_MILLIS && !abort.aborted) {
    await pause(abort);
    const before = delivering;
    delivering = countDelivering(codexHome);
    if (delivering < before && listOwners(codexHome).some(({ owner }) => owner === 'none')) {
      report = addReports(report, await deliverPending({ ...input.deliver, timeoutMillis: timeLeft() }));
      delivering = countDelivering(codexHome);
    }
  }
  return { report, others: countOthers(codexHome) };
}

function countDelivering(codexHome: string): number {
  return listOwners(codexHome).filter(({ owner }) => owner === 'delivering').length;
}

function countOthers(codexHome: string): Others {
  const journals = listJournals(codexHome);
  const delivering = journals.filter(({ owner }) => owner === 'delivering');
  const recording = journals.filter(({ owner }) => owner === 'recording');
  const events = (list: typeof journals): number => list.reduce((sum, { pending }) => sum + pending, 0);
  return {
    delivering: delivering.length,
    deliveringEvents: events(delivering),
    recording: recording.length,
    recordingEvents: events(recording),
  };
}

async function pause(abort: AbortSignal): Promise<void> {
  try {
    await sleep(POLL_MILLIS, undefined, { signal: abort });
  } catch (error) {
    if (!abort.aborted) throw error;
  }
}
