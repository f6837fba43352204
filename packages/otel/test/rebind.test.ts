import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { DestinationConfig, OtelConfig, Signal } from '@codex-langfuse/config';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { listWaiting, readQuarantine, rebindEvents } from '../src/index.ts';
import { agentTurn, conversationStarts, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { CAPTURE_METADATA, destinationAt, otelConfig } from './support/configuration.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { answerStatus } from './support/otlp-receiver.ts';
import { isBalanced } from './support/telemetry-home.ts';

const SIZE = EVENTS_PER_TURN + 1;
const NOWHERE = 'http://127.0.0.1:9';

function taking(origin: string, signals: readonly Signal[], name = 'default'): DestinationConfig {
  const endpoints = signals.map((signal) => [signal, { url: `${origin}/v1/${signal}`, protocol: 'http/protobuf' }]);
  return destinationAt(origin, { name, signals: Object.fromEntries(endpoints) as DestinationConfig['signals'] });
}

/** And what stands outside of turns: one event more. */
function recordTurn(config: OtelConfig): void {
  const manager = home.manager(config);
  manager.record(conversationStarts(uuidv7()));
  for (const event of agentTurn({ conversationId: uuidv7(), toolOutput: 'planted-output-marker' }))
    manager.record(event);
  manager.close();
}

const rebind = (from: DestinationConfig, to: DestinationConfig) =>
  rebindEvents({ codexHome: home.path, from: destinationFingerprint(from), to, nowUnixMillis: Date.now() });

const sent = (signal: Signal): number => receiver.requests.filter(({ path }) => path === `/v1/${signal}`).length;

test.each([
  [['logs'], ['traces']],
  [['traces'], ['logs', 'traces']],
  [['traces', 'logs'], ['traces']],
  [
    ['traces', 'logs', 'metrics'],
    ['metrics', 'traces', 'logs'],
  ],
] as const)('what was tried in vain as %j goes out as %j, and nothing counts as delivered before', async (old, now) => {
  const from = taking(NOWHERE, old);
  const to = taking(receiver.origin, now);
  recordTurn(otelConfig([from]));
  await home.drain(otelConfig([from]));
  expect(rebind(from, to)).toEqual({ journals: 1, events: SIZE, boundToBoth: 0 });
  const config = otelConfig([to]);
  expect(home.status(config).ledger).toMatchObject({ recorded: SIZE, delivered: 0, pending: SIZE });
  expect(await home.drain(config)).toMatchObject({ complete: true, removed: 1 });
  expect(home.status(config).ledger).toMatchObject({ recorded: SIZE, delivered: SIZE, pending: 0 });
  for (const signal of ['traces', 'logs', 'metrics'] as const)
    expect({ signal, requests: sent(signal) }).toEqual({
      signal,
      requests: (now as readonly Signal[]).includes(signal) ? 1 : 0,
    });
});

test('what had arrived at the old destination is not sent again, and what it refused stays refused', async () => {
  const from = taking(receiver.origin, ['traces', 'logs'], 'old');
  recordTurn(otelConfig([from]));
  receiver.answerWith((request, response) => {
    response.writeHead(request.path === '/v1/logs' ? 503 : 200).end();
  });
  await home.drain(otelConfig([from]));
  expect(sent('traces')).toBe(1);
  receiver.answerWith((_request, response) => void response.end());
  const to = taking(receiver.origin, ['traces', 'logs', 'metrics'], 'new');
  rebind(from, to);
  await home.drain(otelConfig([to]));
  expect({ traces: sent('traces'), logs: sent('logs'), metrics: sent('metrics') }).toEqual({
    traces: 1,
    logs: 2,
    metrics: 1,
  });
  expect(home.status(otelConfig([to])).ledger).toMatchObject({ delivered: SIZE, pending: 0 });
});

test('a turn that had arrived whole stays as it was, also where the new destination takes more', async () => {
  const from = taking(receiver.origin, ['traces'], 'old');
  const to = taking(receiver.origin, ['traces', 'logs'], 'new');
  const manager = home.manager(otelConfig([from]));
  const [first, second] = [uuidv7(), uuidv7()];
  for (const event of agentTurn({ conversationId: first })) manager.record(event);
  const own = manager.liveJournal();
  await home.drain(otelConfig([from]), own === undefined ? {} : { own });
  for (const event of agentTurn({ conversationId: second })) manager.record(event);
  manager.close();
  receiver.answerWith(answerStatus(503));
  await home.drain(otelConfig([from]));
  receiver.answerWith(answerStatus(200));
  expect(rebind(from, to)).toMatchObject({ events: EVENTS_PER_TURN });
  expect(home.status(otelConfig([to])).ledger).toMatchObject({ delivered: EVENTS_PER_TURN, pending: EVENTS_PER_TURN });
  await home.drain(otelConfig([to]));
  const logs = receiver.requests.filter(({ path }) => path === '/v1/logs');
  expect(logs).toHaveLength(1);
  expect(Buffer.from(logs[0]?.body ?? []).toString('latin1')).toContain(second);
  expect(Buffer.from(logs[0]?.body ?? []).toString('latin1')).not.toContain(first);
});

test('journals that nothing waits in keep what they say', async () => {
  const done = taking(receiver.origin, ['traces'], 'done');
  const other = taking(NOWHERE, ['traces'], 'other');
  recordTurn(otelConfig([done, other]));
  await home.drain(otelConfig([done]));
  expect(rebind(done, taking(receiver.origin, ['traces'], 'new'))).toEqual({ journals: 0, events: 0, boundToBoth: 0 });
  const { destinations, ledger } = home.status(otelConfig([]));
  expect(destinations.map(({ name, ledger: { delivered } }) => ({ name, delivered }))).toEqual([
    { name: 'done', delivered: SIZE },
    { name: 'other', delivered: 0 },
  ]);
  expect(isBalanced(ledger)).toBe(true);
});

test('journals bound to both, and those of living processes, stay as they are and are told apart', async () => {
  const from = taking(NOWHERE, ['traces'], 'gone');
  const to = taking(receiver.origin, ['traces'], 'here');
  recordTurn(otelConfig([from, to]));
  recordTurn(otelConfig([from]));
  const living = home.manager(otelConfig([from]));
  for (const event of agentTurn({ conversationId: uuidv7() })) living.record(event);
  expect(rebind(from, to)).toEqual({ journals: 1, events: SIZE, boundToBoth: SIZE });
  expect(listWaiting(home.path, otelConfig([to]))).toMatchObject([
    { name: 'gone', ledger: { pending: SIZE + EVENTS_PER_TURN } },
  ]);
  living.close();
});

test('the stricter of both contents is sent', async () => {
  for (const [recorded, configured] of [
    [CAPTURE_METADATA, undefined],
    [undefined, CAPTURE_METADATA],
  ] as const) {
    const from = { ...taking(NOWHERE, ['traces']), ...(recorded === undefined ? {} : { capture: recorded }) };
    const to = { ...taking(receiver.origin, ['traces']), ...(configured === undefined ? {} : { capture: configured }) };
    recordTurn(otelConfig([from]));
    rebind(from, to);
    expect(await home.drain(otelConfig([to]))).toMatchObject({ complete: true });
  }
  expect(sent('traces')).toBe(2);
  expect(JSON.stringify(receiver.spans())).not.toContain('planted-output-marker');
});

test('what the old destination refused stays in quarantine', async () => {
  const from = taking(receiver.origin, ['traces', 'logs'], 'old');
  recordTurn(otelConfig([from]));
  receiver.answerWith(({ path }, response) => void response.writeHead(path === '/v1/traces' ? 400 : 503).end());
  await home.drain(otelConfig([from]));
  const tried = sent('traces');
  receiver.answerWith(answerStatus(200));
  const to = taking(receiver.origin, ['traces', 'logs', 'metrics'], 'new');
  expect(rebind(from, to)).toMatchObject({ journals: 1 });
  await home.drain(otelConfig([to]));
  const { ledger } = home.status(otelConfig([to]));
  expect(ledger.rejected).toBeGreaterThan(0);
  expect(ledger).toMatchObject({ recorded: SIZE, delivered: SIZE - ledger.rejected, pending: 0 });
  expect(sent('traces')).toBe(tried);
  expect(readQuarantine(home.path)).not.toEqual([]);
});
