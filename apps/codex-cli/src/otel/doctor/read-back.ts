import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpReader } from '@codex-langfuse/exporter';
import type { HttpReader, ReadAnswer } from '@codex-langfuse/exporter';
import { OTEL_PATH } from '@codex-langfuse/langfuse';
import type { CheckInput } from './check-destination.ts';
import type { Check } from './doctor-report.ts';
import type { Verdict } from './explain-outcome.ts';
import type { ProbeItems } from './probe-items.ts';

const FIRST_PAUSE_MILLIS = 200;
const LONGEST_PAUSE_MILLIS = 1500;

/**
 * Looks for the span over Langfuse's API until it is visible or the time is over. Langfuse stores what it accepted
 * later. Both routes are asked: Langfuse 4 without legacy tables answers 404 on `traces/{id}`, Langfuse 3 on
 * `v2/observations`.
 */
export async function readBack(probe: ProbeItems, input: CheckInput): Promise<Check> {
  const start = performance.now();
  const verdict = await lookUntilVisible(probe, input, start + input.readBackMillis);
  const durationMillis = Math.round(performance.now() - start);
  return { name: 'read-back', ...verdict, traceId: probe.traceId, durationMillis };
}

async function lookUntilVisible(probe: ProbeItems, input: CheckInput, deadline: number): Promise<Verdict> {
  const { destination, environment, abort } = input;
  const reader = createHttpReader(destination, environment, { credentials: true });
  const path = new URL(destination.signals.traces?.url ?? 'http://none/').pathname;
  if (reader === undefined) return failed('read_back_impossible', 'The API is not at an http URL.', 'Check the URL.');
  const api = path.slice(0, Math.max(0, path.lastIndexOf(OTEL_PATH)));
  try {
    for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
      const result = await lookOnce(reader, `${api}/api/public`, probe, abort);
      if ('ok' in result) return result;
      if (abort.aborted || performance.now() + pause > deadline) return notVisible(result.seen, input);
      await sleep(pause, undefined, { signal: abort }).catch(ignoreAbort(abort));
    }
  } finally {
    reader.close();
  }
}

type Look = Verdict | { readonly seen: string };

async function lookOnce(reader: HttpReader, api: string, probe: ProbeItems, abort: AbortSignal): Promise<Look> {
  const trace = await reader.get(`${api}/traces/${probe.traceId}`, abort);
  if (holdsSpan(trace, 'observations', probe.spanId)) return visible();
  const observations = await reader.get(`${api}/v2/observations?traceId=${probe.traceId}&limit=10`, abort);
  if (holdsSpan(observations, 'data', probe.spanId)) return visible();
  const denied = [trace, observations].find((answer) => statusOf(answer) === 401 || statusOf(answer) === 403);
  if (denied !== undefined)
    return failed(
      'read_back_denied',
      `The keys may send, but the API answered ${statusOf(denied)} to reading.`,
      'Use a key of the project that is allowed to read, or leave it at that: sending works.',
    );
  return { seen: `traces/{id}: ${seen(trace)}, v2/observations: ${seen(observations)}` };
}

function visible(): Verdict {
  return { ok: true, code: 'ok', message: 'the span is visible in Langfuse', hint: '' };
}

function failed(code: string, message: string, hint: string): Verdict {
  return { ok: false, code, message, hint };
}

function notVisible(answers: string, { readBackMillis }: CheckInput): Verdict {
  return failed(
    'read_back_missing',
    `The span was accepted, but is not visible after ${Math.round(readBackMillis / 1000)} s (${answers}).`,
    'Langfuse stores spans in the background: look for the trace "codex otel doctor" in a minute; on a server of your own look at its worker’s log.',
  );
}

function holdsSpan(answer: ReadAnswer, list: 'observations' | 'data', spanId: string): boolean {
  if (answer.kind !== 'answer' || answer.status !== 200) return false;
  try {
    const value: unknown = JSON.parse(answer.body);
    const items = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[list] : undefined;
    return Array.isArray(items) && items.some((item: unknown) => idOf(item) === spanId);
  } catch {
    // A page instead of an answer: not there yet, or never; the caller says so.
    return false;
  }
}

function idOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined;
}

function statusOf(answer: ReadAnswer): number | undefined {
  return answer.kind === 'answer' ? answer.status : undefined;
}

function seen(answer: ReadAnswer): string {
  return answer.kind === 'answer' ? String(answer.status) : answer.fault.code;
}

function ignoreAbort(abort: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!abort.aborted) throw error;
  };
}
