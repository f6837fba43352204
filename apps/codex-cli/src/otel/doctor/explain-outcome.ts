import type { Signal } from '@codex-langfuse/config';
import { createHttpReader } from '@codex-langfuse/exporter';
import type { ExportOutcome } from '@codex-langfuse/exporter';
import { createRedactor } from '@codex-langfuse/otel';
import { shownFault } from '../shown-fault.ts';
import type { CheckInput } from './check-destination.ts';

/** A check's verdict in words. */
export interface Verdict {
  readonly ok: boolean;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What an export came to, for people. The exporter names the fault; here it is told apart further where the URL, or
 * one question to the server, says more.
 */
export async function explainOutcome(outcome: ExportOutcome, signal: Signal, input: CheckInput): Promise<Verdict> {
  const verdict = await explain(outcome, signal, input);
  const redact = createRedactor(input.config.redact);
  return { ...verdict, ...shownFault(verdict, redact) };
}

async function explain(outcome: ExportOutcome, signal: Signal, input: CheckInput): Promise<Verdict> {
  if (outcome.kind === 'delivered') return { ok: true, code: 'ok', message: outcome.warning ?? 'accepted', hint: '' };
  const { code, message, hint } = outcome.fault;
  if (WRONG_PLACE.has(code)) {
    const advice =
      misnamedSignal(signal, input) ?? (await langfuseWithoutPath(input)) ?? missingSignalPath(signal, input);
    if (advice !== null) return { ok: false, code: advice.code, message, hint: `${advice.hint} (${code})` };
  }
  if (code === 'aborted') return { ok: false, code, message, hint: 'Interrupted: run codex otel doctor again.' };
  if (outcome.kind === 'refused') return { ok: false, code, message, hint: REFUSED_PROBE };
  return { ok: false, code, message, hint: `${hint}${credentialsAdvice(code, input)}` };
}

/** What is refused of a session goes to quarantine; of the doctor's own item nothing is kept. */
const REFUSED_PROBE =
  'The receiver refuses even the smallest item: check URL and protocol, and what the receiver itself logs.';

/** What a server answers at a path where it takes no OTLP. */
const WRONG_PLACE = new Set([
  'http_400',
  'http_404',
  'http_405',
  'http_301',
  'http_302',
  'http_307',
  'http_308',
  'not_otlp',
]);

interface Advice {
  readonly code: string;
  readonly hint: string;
}

/** `/v1/logs` given for traces. */
function misnamedSignal(signal: Signal, { destination }: CheckInput): Advice | null {
  const named = /\/v1\/(traces|logs|metrics)\/?$/.exec(pathOf(destination.signals[signal]?.url))?.[1];
  if (named === undefined || named === signal) return null;
  return {
    code: 'wrong_signal_path',
    hint: `This URL takes ${named}, but ${signal} are sent to it. Let it end in /v1/${signal}, or give the base URL without /v1/….`,
  };
}

/** Langfuse's web application answers at its base URL, but takes OTLP below /api/public/otel alone. */
async function langfuseWithoutPath(input: CheckInput): Promise<Advice | null> {
  const { destination, environment, abort } = input;
  if (destination.kind === 'langfuse') return null;
  const url = Object.values(destination.signals)[0]?.url;
  const reader = createHttpReader(destination, environment, { credentials: false });
  if (url === undefined || reader === undefined) return null;
  const prefix = pathOf(url)
    .replace(/\/v1\/(traces|logs|metrics)\/?$/, '')
    .replace(/\/api(\/.*)?$/, '')
    .replace(/\/+$/, '');
  const answer = await reader.get(`${prefix}/api/public/health`, abort);
  reader.close();
  if (answer.kind !== 'answer' || answer.status !== 200 || !isLangfuseHealth(answer.body)) return null;
  const base = `${new URL(url).origin}${prefix}`;
  return {
    code: 'langfuse_path',
    hint: `This is a Langfuse, whose OTLP path is missing: write endpoint = "${base}/api/public/otel", or use the langfuse exporter with base_url = "${base}".`,
  };
}

function isLangfuseHealth(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return false;
    const { status, version } = value as Record<string, unknown>;
    return typeof status === 'string' && typeof version === 'string';
  } catch {
    // Something else answers there.
    return false;
  }
}

function missingSignalPath(signal: Signal, { destination }: CheckInput): Advice | null {
  const { url, protocol } = destination.signals[signal] ?? {};
  if (protocol?.startsWith('http/') !== true || pathOf(url).endsWith(`/v1/${signal}`)) return null;
  return {
    code: 'wrong_path',
    hint: `OTLP over HTTP takes ${signal} at a path that ends in /v1/${signal}: check the URL.`,
  };
}

function credentialsAdvice(code: string, { destination }: CheckInput): string {
  if (code !== 'http_401' || destination.kind !== 'langfuse') return '';
  return ' The keys must be of a project of this very Langfuse: each region of Langfuse Cloud, and each server, knows its own only. codex otel setup --replace enters new ones.';
}

function pathOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).pathname : '';
}
