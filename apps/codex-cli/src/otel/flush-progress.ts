import type { Ledger } from '@codex-langfuse/otel';
import type { Host } from '../host.ts';

export interface FlushProgress {
  /** A line that stays. */
  note(line: string): void;
  end(): void;
}

const INTERVAL_MILLIS = 500;
/** Reading a long journal's counts takes a while; it is given at most this share of the time. */
const MOST_SHARE = 0.1;
const CLEAR_LINE = '\r\u001B[K';

/** On a terminal a line of counts that is renewed; elsewhere, and with `ledgerNow` null, only the notes. */
export function startFlushProgress(host: Host, ledgerNow: (() => Ledger) | null): FlushProgress {
  const shows = host.stderr.isTTY === true && ledgerNow !== null;
  let timer: NodeJS.Timeout | undefined;
  const show = (): void => {
    if (ledgerNow === null) return;
    const start = performance.now();
    const { delivered, pending } = ledgerNow();
    const cost = performance.now() - start;
    host.stderr.write(`${CLEAR_LINE}${delivered} events delivered, ${pending} pending …`);
    timer = setTimeout(show, Math.max(INTERVAL_MILLIS, cost / MOST_SHARE));
  };
  if (shows) timer = setTimeout(show, INTERVAL_MILLIS);
  return {
    note(line) {
      if (ledgerNow !== null) host.stderr.write(`${shows ? CLEAR_LINE : ''}${line}\n`);
    },
    end() {
      clearTimeout(timer);
      if (shows) host.stderr.write(CLEAR_LINE);
    },
  };
}
