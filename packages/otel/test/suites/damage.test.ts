import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { OtelConfig } from '@codex-langfuse/config';
import {
  createJournalTail,
  hasPending,
  isAnyDestinationDue,
  listJournals,
  previewPurge,
  purge,
  readQuarantine,
} from '../../src/index.ts';
import { ledgerStorePath } from '../../src/journal/journal-paths.ts';
import { createJournalWriter } from '../../src/journal/journal-writer.ts';
import { MOST_LOG_BYTES_UNUSED } from '../../src/journal/open-journal.ts';
import { agentTurn, EVENTS_PER_TURN } from '../support/agent-turns.ts';
import { CAPTURE_REDACTED, destinationAt, otelConfig } from '../support/configuration.ts';
import { home, receiver } from '../support/home-and-receiver.ts';
import { answerStatus } from '../support/otlp-receiver.ts';
import { createTelemetryHome, isBalanced, type TelemetryHome } from '../support/telemetry-home.ts';
import { damageFile, DAMAGES, endsBeforeFirstEvent } from './support/damage.ts';
import { seededRandom } from './support/seeded-random.ts';

const TURNS = 6;
const ROUNDS = 72;

const config = (): OtelConfig => otelConfig([destinationAt(receiver.origin, { batchMaxItems: 5 })]);

/** Leaves a journal as a process may leave one. */
const MAKE: Readonly<Record<string, (into: TelemetryHome) => Promise<void>>> = {
  'all of it in the log': async (into) => void record(into).leave(),
  'all of it in the file': async (into) => record(into).close(),
  'half delivered': async (into) => {
    record(into).close();
    const answers = [200, 400, 503];
    receiver.answerWith((_request, response) => response.writeHead(answers.shift() ?? 503).end());
    await into.drain(config());
    receiver.answerWith(answerStatus(200));
  },
};

function record(into: TelemetryHome, turns = TURNS) {
  const manager = into.manager(config());
  for (let turn = 0; turn < turns; turn += 1)
    for (const event of agentTurn({ conversationId: uuidv7(), prompt: `turn ${turn} `.repeat(40) }))
      manager.record(event);
  open.push(manager);
  return manager;
}

/** What is left behind stays open as long as its process lives; a manager that nobody refers to would be closed. */
const open: unknown[] = [];

/** The same files under another name, as after the end of the process that has them open. */
function copyOf(...homes: readonly TelemetryHome[]): TelemetryHome {
  const copy = createTelemetryHome();
  for (const { path } of homes) cpSync(join(path, 'otel'), join(copy.path, 'otel'), { recursive: true });
  return copy;
}

const journalsOf = (codexHome: string): string => join(codexHome, 'otel', 'journal');
const dataFiles = (codexHome: string): readonly string[] =>
  readdirSync(journalsOf(codexHome)).filter((name) => /\.sqlite(-wal)?$/.test(name));

test.each(Object.keys(MAKE))(
  'a journal with %s, damaged anywhere: nothing crashes, the others are delivered, and it is not just gone',
  async (state) => {
    const random = seededRandom(state.length);
    await MAKE[state]?.(home);
    const files = dataFiles(home.path);
    const healthy = createTelemetryHome();
    record(healthy, 1).close();
    const failures: unknown[] = [];

    for (let round = 0; round < ROUNDS; round += 1) {
      const damaged = copyOf(healthy, home);
      const file = files[Math.floor(random() * files.length)] ?? '';
      const damage = DAMAGES[round % DAMAGES.length] ?? 'bit';
      const offset = damageFile(join(journalsOf(damaged.path), file), damage, random);
      try {
        await survives(damaged, healthy, round);
        // A log that ends before the first event is that of a process that died there.
        const isLog = file.endsWith('-wal');
        const original = join(journalsOf(home.path), file);
        if (!isLog || (damage !== 'cut short' && !endsBeforeFirstEvent(original, offset))) isNotJustGone(damaged);
      } catch (error) {
        failures.push(`${damage} of ${file} at ${offset}`, error);
      }
      damaged.remove();
    }
    healthy.remove();
    expect(failures).toEqual([]);
  },
  120_000,
);

async function survives(damaged: TelemetryHome, healthy: TelemetryHome, round: number): Promise<void> {
  const { path: codexHome } = damaged;
  // What only looks comes first in every second round: looking must not spoil what is adopted later.
  if (round % 2 === 0) {
    damaged.status(config());
    listJournals(codexHome);
    readQuarantine(codexHome);
    previewPurge({ codexHome, selection: { kind: 'all', ledger: false } });
    const tail = createJournalTail({ codexHome, keepOpen: false });
    tail.read();
    tail.close();
    hasPending(codexHome, { config: config(), nowUnixMillis: Date.now() });
  }
  if (round % 8 === 1) purge({ codexHome, selection: { kind: 'delivered' }, nowUnixMillis: Date.now() });
  await damaged.drain(config(), { retryNow: true });

  const left = dataFiles(codexHome);
  const [neighbour] = dataFiles(healthy.path);
  expect(left).not.toContain(neighbour);
  const { ledger } = damaged.status(config());
  expect(isBalanced(ledger)).toBe(true);
  expect(ledger.delivered).toBeGreaterThanOrEqual(EVENTS_PER_TURN);
}

/** Its events were delivered or wait, or it lies in a file that is named; of a log, the end may be lost. */
function isNotJustGone(damaged: TelemetryHome): void {
  const { ledger, unreadable } = damaged.status(config());
  expect(ledger.recorded > EVENTS_PER_TURN || unreadable.length === 1).toBe(true);
}

test('regression: a journal whose log was damaged was deleted as one that was never used', async () => {
  record(home).leave();
  const copy = copyOf(home);
  const log = dataFiles(copy.path).find((name) => name.endsWith('-wal')) ?? '';
  damageFile(join(journalsOf(copy.path), log), 'bit of the header', () => 0);

  const { corrupt } = await copy.drain(config());

  expect(corrupt.map((path) => basename(path))).toEqual([log.replace(/-wal$/, '.corrupt')]);
  expect(copy.bytes()).toContain('turn 5 turn 5');
  expect(copy.journalFiles().map((path) => basename(path).replace(/^[^.]*/, ''))).toEqual([
    '.v1.sqlite.corrupt',
    '.v1.sqlite.corrupt-wal',
  ]);
  purge({ codexHome: copy.path, selection: { kind: 'all', ledger: false }, nowUnixMillis: Date.now() });
  expect(copy.journalFiles()).toEqual([]);
  copy.remove();
});

test('regression: a journal that is empty beside its log lost the log to whoever looked at it', async () => {
  record(home).leave();
  const copy = copyOf(home);
  const file = dataFiles(copy.path).find((name) => name.endsWith('.sqlite')) ?? '';
  damageFile(join(journalsOf(copy.path), file), 'cut short', () => 0);
  expect(copy.status(config()).unreadable).toHaveLength(1);
  expect((await copy.drain(config())).corrupt).toHaveLength(1);
  expect(copy.bytes()).toContain('turn 5 turn 5');
  copy.remove();
});

test('a journal is not taken for damaged because its process died while it was made', () => {
  const input = { codexHome: home.path, maxBytes: 1e8, nowUnixMillis: 0 };
  const destination = { fingerprint: '0123456789abcdef', name: 'default', kind: 'otlp-http' };
  const signals = JSON.stringify({ traces: { url: `${receiver.origin}/v1/traces`, protocol: 'http/protobuf' } });
  const policy = JSON.stringify(CAPTURE_REDACTED);
  const { paths, close } = createJournalWriter({ ...input, destinations: [{ ...destination, signals, policy }] });
  expect(statSync(`${paths.journal}-wal`).size).toBeLessThanOrEqual(MOST_LOG_BYTES_UNUSED);
  close();
});

test.each([
  ['is no database', (path: string) => writeFileSync(path, 'not a database, not even nearly '.repeat(1000))],
  ['has damaged pages', (path: string) => writeFileSync(path, readFileSync(path).fill('x', 4096))],
])('regression: a ledger that %s ended every delivery, or had healthy journals set aside', async (_what, damage) => {
  record(home, 1).close();
  receiver.answerWith(answerStatus(400));
  await home.drain(config());
  receiver.answerWith(answerStatus(200));
  record(home, 1).close();
  const ledger = ledgerStorePath(home.path);
  damage(ledger);
  const due = { config: config(), nowUnixMillis: Date.now() };

  expect(() => home.status(config())).toThrow(`${ledger} is damaged`);
  expect([isAnyDestinationDue(home.path, due), hasPending(home.path, due)]).toEqual([true, true]);
  expect(await home.drain(config())).toMatchObject({ complete: true, removed: 1, corrupt: [] });

  const { ledger: counts, unreadable } = home.status(config());
  expect(counts).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
  expect(unreadable).toEqual([`${ledger}.corrupt`]);
});

test('regression: a lock file with something in it kept all journals from being delivered', async () => {
  record(home, 1).close();
  const [lock = ''] = home.journalFiles().filter((path) => path.endsWith('.lock'));
  writeFileSync(lock, 'what was left of another file after a crash '.repeat(100));
  expect(await home.drain(config())).toMatchObject({ complete: true, removed: 1 });
  expect(home.journalFiles()).toEqual([]);
});
