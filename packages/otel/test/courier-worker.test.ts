import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { DestinationConfig } from '@codex-langfuse/config';
import { agentTurn, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { destinationAt, otelConfig } from './support/configuration.ts';
import { startOtlpReceiver, type OtlpReceiver } from './support/otlp-receiver.ts';
import { createTelemetryHome, isBalanced, type TelemetryHome } from './support/telemetry-home.ts';

/** Far above what an exit takes, far below the ten seconds of a system's look-up behind a silent name server. */
const PROMPTLY_MILLIS = 5000;

let home: TelemetryHome;
let receiver: OtlpReceiver;
let session: ChildProcessWithoutNullStreams | undefined;
beforeEach(async () => {
  home = createTelemetryHome();
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  session?.kill('SIGKILL');
  await receiver.close();
  home.remove();
});

describe('a process that lives on', () => {
  test('delivers turn after turn while it works, each span once, and leaves those of others alone', async () => {
    const other = uuidv7();
    const before = home.manager(config());
    for (const event of agentTurn({ conversationId: other })) before.record(event);
    before.close();
    const child = startSession(receiver.origin);
    await until(() => receiver.spans().length > 0);
    const first = receiver.spans().length;
    child.stdin.write('record\n');
    await until(() => receiver.spans().length >= 2 * first - 1);
    await until(() => ledger().delivered === 2 * EVENTS_PER_TURN);
    // Nothing is in flight, so there is nothing to wait for.
    expect(await promptEndOf(child, 'stop-patiently')).toBe(7);
    const ids = receiver.spans().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(receiver.text()).not.toContain(other);
    expect(await home.drain(config())).toMatchObject({ complete: true, removed: 2 });
    expect(ledger()).toMatchObject({ recorded: 3 * EVENTS_PER_TURN, delivered: 3 * EVENTS_PER_TURN });
  }, 30_000);

  test('keeps its connection from one delivery to the next', async () => {
    const connections = new Set<number | undefined>();
    receiver.answerWith((_request, response) => {
      connections.add(response.socket?.remotePort);
      response.end();
    });
    const child = startSession(receiver.origin);
    await until(() => ledger().delivered === EVENTS_PER_TURN);
    const requests = receiver.requests.length;
    child.stdin.write('record\n');
    await until(() => ledger().delivered === 2 * EVENTS_PER_TURN);
    expect(receiver.requests.length).toBeGreaterThan(requests);
    // One for each signal: their URLs may lie apart.
    expect(connections.size).toBe(new Set(receiver.requests.map(({ path }) => path)).size);
    expect(await promptEndOf(child, 'stop-patiently')).toBe(7);
  }, 30_000);

  test('tries again when a fault has passed, without anything new to deliver', async () => {
    receiver.answerWith((_request, response) => response.writeHead(503, { 'retry-after': '1' }).end());
    const child = startSession(receiver.origin);
    await until(() => receiver.requests.length > 0);
    receiver.answerWith((_request, response) => response.writeHead(200).end());
    await until(() => ledger().delivered === EVENTS_PER_TURN);
    expect(await endOf(child, 'stop')).toBe(7);
  }, 30_000);

  test('tries again when others have held the journal for a while', async () => {
    const child = startSession(receiver.origin);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const journal = await lockedJournal();
    await sleep(1500);
    journal.exec('ROLLBACK');
    journal.close();
    await until(() => ledger().delivered === EVENTS_PER_TURN);
    expect(await endOf(child, 'stop')).toBe(7);
  }, 30_000);

  test('asks a program that prints a secret when it sends, and anew when the answer is old', async () => {
    const tokenProgram = join(home.path, 'token.sh');
    writeFileSync(
      tokenProgram,
      '#!/bin/sh\necho asked >> "$0.log"\necho "Bearer token-$(wc -l < "$0.log" | tr -d " ")"\n',
    );
    chmodSync(tokenProgram, 0o755);
    const child = startSession(receiver.origin, { tokenProgram });
    const tokens = (): readonly unknown[] => receiver.requests.map(({ headers }) => headers['authorization']);
    await until(() => tokens().length > 0);
    expect(tokens()[0]).toBe('Bearer token-1');
    const recording = setInterval(() => child.stdin.write('record\n'), 100);
    await until(() => tokens().includes('Bearer token-2'));
    clearInterval(recording);
    expect(await endOf(child, 'stop')).toBe(7);
    // Of many requests, each minute's have the same.
    expect(new Set(tokens()).size).toBeLessThan(tokens().length);
  }, 30_000);

  test('waits at its end for the request in flight, and starts no other', async () => {
    receiver.answerWith((_request, response) => void setTimeout(() => response.writeHead(200).end(), 150));
    const child = startSession(receiver.origin, { changes: { batchMaxItems: 2 } });
    await until(() => receiver.requests.length > 0);
    expect(await endOf(child, 'stop')).toBe(7);
    const atEnd = receiver.requests.length;
    await sleep(300);
    expect(receiver.requests).toHaveLength(atEnd);
    receiver.answerWith((_request, response) => response.writeHead(200).end());
    expect(await home.drain(config({ batchMaxItems: 2 }))).toMatchObject({ complete: true });
    const ids = receiver.spans().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ledger()).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
  }, 30_000);
});

describe('process.exit ends at once, and everything arrives later', () => {
  test('regression: a silent name server held the process for ten seconds', async () => {
    const { socket, address, asked } = await silentNameServer();
    const changes = { timeoutMillis: 30_000 };
    const child = startSession(`http://telemetry.example:${receiver.port}`, { nameServers: [address], changes });
    await until(() => asked() > 0);
    expect(await promptEndOf(child)).toBe(7);
    socket.close();
    expect(home.status(config()).ledger.recorded).toBe(EVENTS_PER_TURN);
  }, 30_000);

  test('regression: a courier that waits for a lock held the process', async () => {
    const child = startSession(receiver.origin);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const journal = await lockedJournal();
    // The courier comes to its first delivery after a second.
    await sleep(1500);
    expect(await promptEndOf(child)).toBe(7);
    journal.exec('ROLLBACK');
    journal.close();
    expect(await home.drain(config())).toMatchObject({ complete: true });
    expect(ledger()).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
  }, 30_000);

  test('an endpoint that never answers', async () => {
    const { server, origin, connections } = await mutePort();
    const child = startSession(origin);
    await until(() => connections() > 0);
    expect(await promptEndOf(child, 'stop')).toBe(7);
    server.close();
    expect(isBalanced(home.status(otelConfig([destinationAt(origin)])).ledger)).toBe(true);
  }, 30_000);
});

const config = (changes?: Partial<DestinationConfig>) => otelConfig([destinationAt(receiver.origin, changes)]);
const ledger = () => home.status(config()).ledger;

function startSession(
  origin: string,
  more: { nameServers?: readonly string[]; changes?: Partial<DestinationConfig>; tokenProgram?: string } = {},
): ChildProcessWithoutNullStreams {
  const path = fileURLToPath(new URL('./children/live-session.ts', import.meta.url));
  const { nameServers, ...settings } = more;
  const input = JSON.stringify({ codexHome: home.path, nameServers, settings: { origin, ...settings } });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, input]);
  child.stderr.pipe(process.stderr);
  session = child;
  return child;
}

/** `stop-patiently` would wait a minute for a request in flight. */
type EndCommand = 'stop' | 'stop-patiently' | 'exit';

function endOf(child: ChildProcessWithoutNullStreams, command: EndCommand): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.write(`${command}\n`);
  return ended;
}

async function promptEndOf(child: ChildProcessWithoutNullStreams, command: EndCommand = 'exit') {
  return Promise.race([endOf(child, command), sleep(PROMPTLY_MILLIS, 'the process hangs', { ref: false })]);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

/** The only one there is. */
async function lockedJournal(): Promise<DatabaseSync> {
  const journal = new DatabaseSync(home.journalFiles().find((file) => file.endsWith('.sqlite')) ?? '');
  await until(() => tryLock(journal));
  return journal;
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch {
    return false;
  }
}

async function silentNameServer(): Promise<{ socket: Socket; address: string; asked: () => number }> {
  const socket = createSocket('udp4');
  let questions = 0;
  socket.on('message', () => (questions += 1));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { socket, address: `127.0.0.1:${socket.address().port}`, asked: () => questions };
}

async function mutePort(): Promise<{ server: Server; origin: string; connections: () => number }> {
  let connections = 0;
  const server = createServer(() => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { server, origin: `http://127.0.0.1:${port}`, connections: () => connections };
}
