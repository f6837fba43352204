import { setTimeout as sleep } from 'node:timers/promises';
import { createJournalTail, createRedactor } from '@codex-langfuse/otel';
import type { Redactor, TailedEvent } from '@codex-langfuse/otel';
import { abortOnSignal } from '../host.ts';
import type { Host } from '../host.ts';
import type { SettingsOptions } from '../settings.ts';
import { loadOtel } from './load-otel.ts';
import { createPaint } from './paint.ts';
import { tailLine } from './tail-line.ts';

export interface TailOptions extends SettingsOptions {
  readonly json?: true;
  /** Its beginning or its end is enough. */
  readonly conversation?: string;
  readonly since?: Date;
  /** Default: true. */
  readonly follow?: boolean;
}

const POLL_MILLIS = 150;

/** Shows events as processes record them, until Ctrl-C. Resolves to the exit code: 1 for an unusable configuration. */
export async function runTail(options: TailOptions, host: Host): Promise<number> {
  const loaded = loadOtel(options, host);
  if (loaded === null) return 1;
  const redact = createRedactor(loaded.config.otel.redact);
  const paint = createPaint(host.stdout, host.env);
  const tail = createJournalTail({
    codexHome: loaded.codexHome,
    keepOpen: host.platform !== 'win32',
    ...(options.since === undefined ? {} : { sinceUnixMillis: options.since.getTime() }),
  });
  const interruption = abortOnSignal();
  const { signal } = interruption;
  // A reader that leaves, as in `codex otel tail | head`, ends it like Ctrl-C.
  const gone = new Promise<void>((resolve) => host.stdout.once('error', () => resolve()));
  const print = async (): Promise<void> => {
    const lines = tail
      .read()
      .filter((event) => isWanted(event, options.conversation))
      .map((event) => withoutSecrets(event, redact))
      .map((event) => (options.json === true ? toJson(event) : tailLine(event, paint)));
    if (lines.length === 0 || host.stdout.write(`${lines.join('\n')}\n`)) return;
    await Promise.race([new Promise((resolve) => host.stdout.once('drain', resolve)), gone, aborted(signal)]);
  };
  try {
    await print();
    if (options.follow === false) return 0;
    if (host.stderr.isTTY === true && options.json !== true) host.stderr.write('Waiting for events; Ctrl-C ends.\n');
    while (!signal.aborted && host.stdout.writable) {
      await Promise.race([sleep(POLL_MILLIS, undefined, { signal }).catch(() => undefined), gone]);
      await print();
    }
    return 0;
  } finally {
    tail.close();
    interruption.dispose();
  }
}

function isWanted({ conversationId }: TailedEvent, wanted: string | undefined): boolean {
  return wanted === undefined || conversationId.startsWith(wanted) || conversationId.endsWith(wanted);
}

/** A journal may hold what a destination may see in full; a screen is no such destination. */
function withoutSecrets(event: TailedEvent, redact: Redactor): TailedEvent {
  const attributes = Object.entries(event.attributes).map(([key, value]) => [
    key,
    typeof value === 'string' ? redact(value) : value,
  ]);
  return { ...event, attributes: Object.fromEntries(attributes) as TailedEvent['attributes'] };
}

function toJson({ timeUnixMicros, ...event }: TailedEvent): string {
  return JSON.stringify({ time: new Date(timeUnixMicros / 1000).toISOString(), timeUnixMicros, ...event });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
