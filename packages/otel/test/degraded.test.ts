import { existsSync, mkdirSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { AgentEvent } from '@codex-langfuse/events';
import { adoptOrphans, hasPending, isAnyDestinationDue, listJournals, readQuarantine } from '../src/index.ts';
import { agentTurn, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { destinationAt, otelConfig } from './support/configuration.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { answerStatus } from './support/otlp-receiver.ts';

test('telemetry off opens nothing', () => {
  const manager = home.manager(otelConfig([]));
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  expect(readdirSync(home.path)).toEqual([]);
  expect(manager.ledger().recorded).toBe(0);
  expect(hasPending(home.path)).toBe(false);
});

test('files are for the user alone', () => {
  const manager = home.manager(otelConfig([destinationAt(receiver.origin)]));
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  expect(home.journalFiles().length).toBeGreaterThanOrEqual(2);
  for (const file of home.journalFiles()) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
  expect(statSync(join(home.path, 'otel', 'journal')).mode & 0o777).toBe(0o700);
  manager.close();
});

test('a manager that records nothing leaves no journal behind', () => {
  const manager = home.manager(otelConfig([destinationAt(receiver.origin)]));
  const [delta] = agentTurn({ conversationId: uuidv7() }).filter(({ name }) => name === 'sse_event');
  if (delta !== undefined) manager.record(delta);
  manager.close();
  expect(home.journalFiles()).toEqual([]);
});

test('a corrupt journal is set aside and does not keep others from being delivered', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const broken = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) broken.record(event);
  broken.close();
  const [journal = ''] = home.journalFiles().filter((file) => file.endsWith('.sqlite'));
  writeFileSync(journal, 'not a database, not even nearly'.repeat(1000));
  const healthy = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) healthy.record(event);
  healthy.close();

  const report = await home.drain(config);

  expect(report).toMatchObject({ removed: 1, complete: true, corrupt: [`${journal}.corrupt`] });
  expect(existsSync(`${journal}.corrupt`)).toBe(true);
  const status = home.status(config);
  expect(status.ledger).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
  expect(status.unreadable).toEqual([`${journal}.corrupt`]);
});

test('a journal whose pages are torn is set aside once that shows', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (let turn = 0; turn < 50; turn += 1)
    for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  const [journal = ''] = home.journalFiles().filter((file) => file.endsWith('.sqlite'));
  truncateSync(journal, 4096 * 20);

  const report = await home.drain(config);

  expect(report.corrupt).toEqual([`${journal}.corrupt`]);
  expect(hasPending(home.path)).toBe(false);
});

test('a process that died while it made its journal leaves nothing that stays', async () => {
  const directory = join(home.path, 'otel', 'journal');
  mkdirSync(directory, { recursive: true });
  const writer = uuidv7();
  writeFileSync(join(directory, `${writer}.v1.sqlite`), '');
  writeFileSync(join(directory, `${writer}.v1.lock`), '');
  writeFileSync(join(directory, `${uuidv7()}.v2.sqlite`), 'of a later version');
  const config = otelConfig([destinationAt(receiver.origin)]);
  expect(await home.drain(config)).toMatchObject({ journals: 0, complete: true });
  expect(readdirSync(directory).map((name) => name.replace(/^[^.]*/, ''))).toEqual(['.v2.sqlite']);
});

test('a lock file without a journal is left alone while its process may be about to make one', async () => {
  const directory = join(home.path, 'otel', 'journal');
  mkdirSync(directory, { recursive: true });
  const [young, old] = [uuidv7(), uuidv7()].map((writer) => join(directory, `${writer}.v1.lock`));
  for (const lock of [young ?? '', old ?? '']) writeFileSync(lock, '');
  const twoHoursAgo = Date.now() / 1000 - 7200;
  utimesSync(old ?? '', twoHoursAgo, twoHoursAgo);
  await home.drain(otelConfig([destinationAt(receiver.origin)]));
  expect(home.journalFiles()).toEqual([young]);
});

test('regression: one journal that may not be opened, as one of root’s, hid the status of all', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  const foreign = join(home.path, 'otel', 'journal', `${uuidv7()}.v1.sqlite`);
  // Root may open everything but a folder.
  mkdirSync(foreign);
  expect(listJournals(home.path)).toHaveLength(1);
  expect(readQuarantine(home.path)).toEqual([]);
  expect(await home.drain(config)).toMatchObject({ removed: 1, complete: true });
  expect(home.status(config)).toMatchObject({ ledger: { delivered: EVENTS_PER_TURN }, unreadable: [foreign] });
});

test('regression: what a reader made anew beside a journal that was deleted at that moment stayed for ever', async () => {
  const directory = join(home.path, 'otel', 'journal');
  mkdirSync(directory, { recursive: true });
  const deleted = uuidv7();
  for (const part of ['-wal', '-shm']) writeFileSync(join(directory, `${deleted}.v1.sqlite${part}`), '');
  await home.drain(otelConfig([destinationAt(receiver.origin)]));
  expect(home.journalFiles()).toEqual([]);
});

test('a journal that somebody owns is left alone, also in the same process', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  expect([...adoptOrphans(home.path, { nowUnixMillis: Date.now() })]).toEqual([]);
  expect(hasPending(home.path)).toBe(false);
  expect(await home.drain(config)).toMatchObject({ journals: 0 });
  expect(home.status(config).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, pending: EVENTS_PER_TURN });
  manager.close();
});

test('whatever is recorded, record() does not throw', () => {
  const manager = home.manager(otelConfig([destinationAt(receiver.origin)]));
  const circular: Record<string, unknown> = { type: 'message', role: 'user' };
  circular['content'] = circular;
  const hostile: readonly unknown[] = [
    {},
    { name: 'no_such_event', timeUnixMicros: 1, conversationId: 'c', attributes: {} },
    { name: 'user_prompt', timeUnixMicros: Number.NaN, conversationId: 'c', attributes: { prompt_length: 1 } },
    {
      name: 'user_prompt',
      timeUnixMicros: 1,
      conversationId: 'c',
      turnId: 't',
      attributes: { prompt_length: 'long', prompt: 7, extra: 'no' },
    },
    {
      name: 'api_request',
      timeUnixMicros: 1,
      conversationId: 'c',
      turnId: 't',
      attributes: {},
      items: { input: [circular] },
    },
    {
      name: 'user_prompt',
      timeUnixMicros: 1,
      conversationId: 'c',
      turnId: 't',
      attributes: { prompt_length: 2, prompt: '\uD800 lone' },
    },
  ];
  for (const event of hostile) expect(() => manager.record(event as AgentEvent)).not.toThrow();
  manager.close();
  expect(home.problems.length).toBeLessThanOrEqual(1);
});

test('regression: an event that cannot be stored turned telemetry off for the rest of the session', () => {
  const manager = home.manager(otelConfig([destinationAt(receiver.origin)]));
  const [prompt, ...others] = agentTurn({ conversationId: uuidv7() });
  const nanoseconds = { ...prompt, timeUnixMicros: Date.now() * 1e6 } as AgentEvent;
  for (const event of [nanoseconds, { ...prompt, conversationId: undefined } as unknown as AgentEvent, ...others])
    manager.record(event);
  expect(manager.ledger()).toMatchObject({ recorded: EVENTS_PER_TURN - 1, notRecorded: 2 });
  expect(home.problems).toEqual([
    expect.stringMatching(/^telemetry lost an event: user_prompt: timeUnixMicros is \d+, not microseconds since 1970$/),
  ]);
  manager.close();
});

test.each([503, 401])(
  'regression: after %i a clock that was set back kept a destination waiting for years',
  async (status) => {
    const config = otelConfig([destinationAt(receiver.origin)]);
    const inFiveYears = (): number => Date.now() + 5 * 365 * 24 * 3600 * 1000;
    const manager = home.manager(config);
    for (const event of agentTurn({ conversationId: uuidv7(), began: inFiveYears() * 1000 })) manager.record(event);
    manager.close();
    receiver.answerWith(answerStatus(status));
    await home.drain(config, { clock: inFiveYears, deadlineUnixMillis: Infinity });
    receiver.answerWith(answerStatus(200));

    expect(isAnyDestinationDue(home.path, { config, nowUnixMillis: Date.now() })).toBe(true);
    expect(await home.drain(config)).toMatchObject({ complete: true, removed: 1 });
  },
);

test('events that are too old expire, also for a destination that no configuration holds any more', async () => {
  const old = otelConfig([destinationAt(receiver.origin, { name: 'gone' })]);
  const manager = home.manager(old);
  for (const event of agentTurn({ conversationId: uuidv7(), began: 1_000_000 })) manager.record(event);
  manager.close();
  const config = otelConfig([destinationAt(receiver.origin)], { journal: { maxBytes: 1e8, maxAgeMillis: 1000 } });
  expect(await home.drain(config)).toMatchObject({ removed: 1 });
  expect(receiver.requests).toHaveLength(0);
  expect(home.status(config).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, expired: EVENTS_PER_TURN, pending: 0 });
});

test('what one destination has got stays delivered when it expires for another', async () => {
  const both = [destinationAt(receiver.origin), destinationAt('http://127.0.0.1:9', { name: 'dead' })];
  const patient = otelConfig(both, { journal: { maxBytes: 1e8, maxAgeMillis: 1e15 } });
  const manager = home.manager(patient);
  for (const event of agentTurn({ conversationId: uuidv7(), began: 1_000_000 })) manager.record(event);
  manager.close();
  await home.drain(patient);
  const impatient = { ...patient, journal: { maxBytes: 1e8, maxAgeMillis: 1000 } };
  expect(await home.drain(impatient)).toMatchObject({ removed: 1 });
  expect(home.status(impatient).destinations).toMatchObject([
    { ledger: { delivered: EVENTS_PER_TURN, expired: 0, pending: 0 } },
    { ledger: { delivered: 0, expired: EVENTS_PER_TURN, pending: 0 } },
  ]);
});

test('a run that ends before it has looked at every journal does not say that nothing is left', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  for (const each of [otelConfig([destinationAt(receiver.origin, { name: 'gone' })]), config]) {
    const manager = home.manager(each);
    for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
    manager.close();
  }
  expect(await home.drain(config, { abort: AbortSignal.abort() })).toMatchObject({ journals: 1, complete: false });
  expect(await home.drain(config)).toMatchObject({ journals: 2, removed: 1, complete: true });
});

test('a run does not wait for a destination that may be tried only after the deadline', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  receiver.answerWith(answerStatus(503, { 'retry-after': '600' }));
  const report = await home.drain(config, { persistent: true, deadlineUnixMillis: Date.now() + 60_000 });
  expect(report).toMatchObject({ complete: false, destinations: [{ stopped: 'backing-off', requests: 1 }] });
});

test('an unwritable ledger delays delivery and loses nothing', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  const ledger = join(home.path, 'otel', 'ledger.v1.sqlite');
  mkdirSync(ledger);
  await expect(home.drain(config)).rejects.toThrow(`unable to open database file: ${ledger}`);
  expect(hasPending(home.path)).toBe(true);
});
