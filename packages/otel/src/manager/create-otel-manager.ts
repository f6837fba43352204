import { existsSync } from 'node:fs';
import type { AgentEvent } from '@codex-langfuse/events';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { isAboutValue, isBusy, isFull } from '../journal/database.ts';
import { createJournalWriter, type JournalEntry, type JournalWriter } from '../journal/journal-writer.ts';
import { readJournalLedger } from '../journal/ledger-query.ts';
import { EMPTY_LEDGER, type Ledger } from '../ledger.ts';
import { createRedactor, PatternError } from '../redact/index.ts';
import { mostPermissiveOf } from './capture.ts';
import { createEventMethods } from './event-methods.ts';
import { buildEventContext } from './event-context.ts';
import { createLosses } from './losses.ts';
import { createEntryMaker } from './journal-entry.ts';
import type { ManagerContext, OtelManager, OtelManagerInput } from './manager-input.ts';

/** Events that wait in memory while another connection of this process holds the journal. */
const MOST_HELD = 1000;

/** Events that are let go at most while the disk is full before it is tried again. */
const MOST_BETWEEN_TRIES = 256;

/** At the end nothing may stay in memory. Each waits for the journal's 25 ms: together less than the end may take. */
const LAST_TRIES = 8;

/**
 * The agent's event sink: gates, redacts and journals every event before `record` returns. It never throws; where the
 * journal cannot be written, events are counted as not recorded and one line says why.
 */
export function createOtelManager(input: OtelManagerInput): OtelManager {
  return input.config.destinations.length === 0 ? createDisabledManager() : createJournalingManager(input);
}

function createDisabledManager(): OtelManager {
  const record = (): void => undefined;
  return {
    ...createEventMethods(record, () => 0),
    record,
    ledger: () => EMPTY_LEDGER,
    updateContext: () => undefined,
    liveJournal: () => undefined,
    close: () => undefined,
    leave: () => false,
  };
}

function createJournalingManager(input: OtelManagerInput): OtelManager {
  const { config } = input;
  let context: ManagerContext = input.context;
  const contexts = new Map<string, string>();
  let state: 'fresh' | 'open' | 'broken' | 'closed' = 'fresh';
  let writer: JournalWriter | undefined;
  let maker: ReturnType<typeof createEntryMaker> | undefined;
  let held: JournalEntry[] = [];
  let lastLedger: Ledger = EMPTY_LEDGER;
  const losses = createLosses();
  /** Events to let go before the disk, full when the journal was to be made, is tried again; twice as many each time. */
  let untilNextTry = 0;
  let gap = 1;
  const OFF = `telemetry is off, the journal under ${input.codexHome} cannot be written`;
  const LOST = 'telemetry lost an event';
  let reported = false;

  const report = (problem: string, error: unknown): void => {
    if (reported) return;
    reported = true;
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    input.onProblem(`${problem}: ${reason ?? ''}`);
  };

  const open = (): JournalWriter => {
    if (writer !== undefined) return writer;
    writer = createJournalWriter({
      codexHome: input.codexHome,
      destinations: config.destinations.map((destination) => ({
        fingerprint: destinationFingerprint(destination),
        name: destination.name,
        kind: destination.kind,
        signals: JSON.stringify(destination.signals),
        policy: JSON.stringify(destination.capture),
      })),
      maxBytes: config.journal.maxBytes,
      nowUnixMillis: input.clock(),
    });
    state = 'open';
    return writer;
  };

  const contextOf = (conversationId: string): string => {
    let json = contexts.get(conversationId);
    if (json === undefined) {
      json = JSON.stringify(buildEventContext(input, context, conversationId));
      contexts.set(conversationId, json);
    }
    return json;
  };

  const append = (target: JournalWriter, entries: JournalEntry[]): void => {
    try {
      target.append(entries);
    } catch (error) {
      if (isBusy(error) && entries.length <= MOST_HELD) {
        held = entries;
        return;
      }
      held = [];
      losses.notRecorded += entries.length;
      if (isAboutValue(error)) {
        report(LOST, error);
        return;
      }
      // A full disk may get room again; everything else stays broken.
      if (!isFull(error)) state = 'broken';
      report(OFF, error);
      return;
    }
    held = [];
    for (const entry of entries) maker?.stored(entry);
    losses.save(target);
  };

  const record = (event: AgentEvent): void => {
    if (state === 'broken' || state === 'closed') {
      losses.notRecorded += 1;
      return;
    }
    if (untilNextTry > 0) {
      untilNextTry -= 1;
      losses.notRecorded += 1;
      return;
    }
    try {
      maker ??= createEntryMaker(mostPermissiveOf(config.destinations), config, createRedactor(config.redact));
      const target = open();
      assertTime(event);
      const made = maker.make(event, contextOf(event.conversationId), target.hasRoomForContent);
      if (made === undefined) return;
      losses.contentDropped += made.dropped;
      append(target, held.length === 0 ? [made.entry] : [...held, made.entry]);
    } catch (error) {
      losses.notRecorded += 1;
      if (writer !== undefined) {
        report(LOST, error);
        return;
      }
      if (isFull(error)) untilNextTry = gap = Math.min(2 * gap, MOST_BETWEEN_TRIES);
      else state = 'broken';
      report(error instanceof PatternError ? 'telemetry is off, secrets could not be redacted' : OFF, error);
    }
  };

  /** The last chance of what waits in memory. */
  const appendHeld = (target: JournalWriter): void => {
    for (let tries = 0; held.length > 0 && tries < LAST_TRIES; tries += 1) append(target, held);
    if (held.length > 0) {
      losses.notRecorded += held.length;
      report(`telemetry lost ${held.length} events`, `another process holds ${target.paths.journal}`);
    }
    held = [];
    losses.save(target);
  };

  const reportIfGone = ({ paths }: JournalWriter): void => {
    if (!existsSync(paths.journal)) report('telemetry lost what it recorded', `somebody deleted ${paths.journal}`);
  };

  const attempt = <Result>(work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      report('telemetry lost its counts', error);
      return undefined;
    }
  };

  const ledger = (): Ledger => {
    if (state === 'closed' || writer === undefined) return { ...lastLedger, notRecorded: losses.notRecorded };
    const journaled = readJournalLedger(writer.database).all;
    const inMemory = held.length;
    return {
      ...journaled,
      recorded: journaled.recorded + inMemory,
      pending: journaled.pending + inMemory,
      notRecorded: losses.notRecorded,
      contentDropped: losses.contentDropped,
    };
  };

  return {
    ...createEventMethods(record, () => Math.round(input.clock() * 1000)),
    record,
    ledger: () => attempt(ledger) ?? { ...lastLedger, notRecorded: losses.notRecorded },
    updateContext: (changes) => {
      context = { ...context, ...changes };
      contexts.clear();
    },
    liveJournal: () => (state === 'open' && writer !== undefined ? { writer: writer.paths.writer } : undefined),
    close: () => {
      if (state === 'closed') return;
      const left = writer;
      if (left !== undefined) attempt(() => appendHeld(left));
      if (left !== undefined) reportIfGone(left);
      lastLedger = attempt(ledger) ?? lastLedger;
      attempt(() => left?.close());
      state = 'closed';
    },
    leave: () => {
      if (state === 'closed') return false;
      const left = writer;
      if (left !== undefined) attempt(() => appendHeld(left));
      if (left !== undefined) reportIfGone(left);
      state = 'closed';
      // A journal that could not be looked into may hold something.
      return left !== undefined && (attempt(() => left.leave()) ?? true);
    },
  };
}

/** Nanoseconds, say, would be a number that nobody can read back. */
function assertTime({ name, timeUnixMicros }: AgentEvent): void {
  if (!Number.isSafeInteger(Math.trunc(timeUnixMicros)))
    throw new RangeError(`${name}: timeUnixMicros is ${timeUnixMicros}, not microseconds since 1970`);
}
