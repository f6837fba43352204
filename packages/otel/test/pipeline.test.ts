import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { hasPending } from '../src/index.ts';
import { agentTurn, conversationStarts, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { destinationAt, otelConfig } from './support/configuration.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { answerStatus } from './support/otlp-receiver.ts';
import { isBalanced } from './support/telemetry-home.ts';

test('a recorded turn is delivered as spans, counted, and its journal deleted', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  const conversationId = uuidv7();
  for (const event of [conversationStarts(conversationId), ...agentTurn({ conversationId })]) manager.record(event);
  expect(manager.ledger()).toMatchObject({ recorded: EVENTS_PER_TURN + 1, pending: EVENTS_PER_TURN + 1 });
  manager.close();
  expect(hasPending(home.path)).toBe(true);

  const report = await home.drain(config);

  expect(report).toMatchObject({ journals: 1, removed: 1, complete: true });
  const names = receiver.spans().map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['invoke_agent codex', 'chat gpt-5.1-codex', 'execute_tool exec_command']),
  );
  expect(new Set(receiver.spans().map(({ id }) => id)).size).toBe(names.length);
  const { ledger, destinations } = home.status(config);
  expect(ledger).toMatchObject({ recorded: EVENTS_PER_TURN + 1, delivered: EVENTS_PER_TURN + 1, pending: 0 });
  expect(destinations).toMatchObject([{ name: 'default', state: 'ok', ledger: { pending: 0 } }]);
  expect(home.journalFiles()).toEqual([]);
  expect(hasPending(home.path)).toBe(false);
  expect(home.problems).toEqual([]);
});

test('all three signals of a destination are delivered once', async () => {
  const signals = {
    traces: { url: `${receiver.origin}/v1/traces`, protocol: 'http/protobuf' },
    logs: { url: `${receiver.origin}/v1/logs`, protocol: 'http/protobuf' },
    metrics: { url: `${receiver.origin}/v1/metrics`, protocol: 'http/protobuf' },
  } as const;
  const config = otelConfig([destinationAt(receiver.origin, { signals })]);
  const manager = home.manager(config);
  const conversationId = uuidv7();
  for (const event of [...agentTurn({ conversationId }), ...agentTurn({ conversationId })]) manager.record(event);
  manager.close();

  expect(await home.drain(config)).toMatchObject({ removed: 1, complete: true });

  expect(new Set(receiver.logRecordIds()).size).toBe(2 * EVENTS_PER_TURN);
  expect(receiver.logRecordIds()).toHaveLength(2 * EVENTS_PER_TURN);
  expect(receiver.requests.filter(({ path }) => path.endsWith('/v1/metrics'))).not.toHaveLength(0);
});

test('what stands outside of turns goes out with the first turn; its settings are told with each', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  const conversationId = uuidv7();
  manager.record(conversationStarts(conversationId));
  for (let turn = 0; turn < 3; turn += 1) for (const event of agentTurn({ conversationId })) manager.record(event);
  manager.close();

  await home.drain(config);

  const spans = receiver.spans();
  expect(spans.filter(({ name }) => name === 'conversation_starts')).toHaveLength(1);
  const roots = spans.filter(({ name }) => name === 'invoke_agent codex');
  expect(roots.map(({ attributes }) => attributes['langfuse.observation.metadata.sandbox_policy'])).toEqual(
    Array.from({ length: 3 }, () => 'workspace-write'),
  );
});

test('finished children go out while the turn is open, the root at its end, each once', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  const events = agentTurn({ conversationId: uuidv7() });
  for (const event of events.slice(0, -2)) manager.record(event);
  const own = manager.liveJournal();
  if (own === undefined) throw new Error('the manager is recording');

  await home.drain(config, { own });
  const early = receiver.spans().map(({ name }) => name);
  expect(early).toContain('execute_tool exec_command');
  expect(early).not.toContain('invoke_agent codex');
  expect(manager.ledger()).toMatchObject({ recorded: 5, pending: 5 });

  for (const event of events.slice(-2)) manager.record(event);
  await home.drain(config, { own });
  expect(manager.ledger()).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN, pending: 0 });
  manager.close();
  expect(await home.drain(config)).toMatchObject({ removed: 1, complete: true });

  const names = receiver.spans().map(({ name }) => name);
  expect(names.filter((name) => name === 'invoke_agent codex')).toHaveLength(1);
  expect(new Set(receiver.spans().map(({ id }) => id)).size).toBe(names.length);
  expect(home.status(config).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
});

test('an open turn of a process that is gone is closed as interrupted', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7(), ended: false })) manager.record(event);
  manager.close();

  await home.drain(config);

  const root = receiver.spans().find(({ name }) => name === 'invoke_agent codex');
  expect(JSON.stringify(root?.attributes)).toContain('interrupted');
  expect(home.status(config).ledger).toMatchObject({ recorded: EVENTS_PER_TURN - 1, delivered: EVENTS_PER_TURN - 1 });
});

test('a session without a turn is delivered, too', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  manager.record(conversationStarts(uuidv7()));
  const own = manager.liveJournal();
  if (own === undefined) throw new Error('the manager is recording');
  await home.drain(config, { own });
  expect(receiver.requests).toHaveLength(0);
  manager.close();

  await home.drain(config);

  expect(receiver.spans()).toHaveLength(1);
  expect(home.status(config).ledger).toMatchObject({ recorded: 1, delivered: 1 });
});

test('a destination that answers 401 pauses; a changed credential resumes it and everything arrives', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  receiver.answerWith(answerStatus(401));
  for (let round = 0; round < 2; round += 1) {
    const manager = home.manager(config);
    for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
    manager.close();
  }
  expect(await home.drain(config)).toMatchObject({
    complete: false,
    removed: 0,
    destinations: [{ stopped: 'paused' }],
  });
  expect(receiver.requests).toHaveLength(1);
  const paused = home.status(config);
  expect(paused.destinations[0]).toMatchObject({
    state: 'paused',
    lastError: { code: 'http_401' },
    ledger: { pending: 2 * EVENTS_PER_TURN },
  });
  expect(isBalanced(paused.ledger)).toBe(true);
  expect(hasPending(home.path)).toBe(true);
  expect(hasPending(home.path, { config, nowUnixMillis: Date.now() })).toBe(false);

  receiver.answerWith(answerStatus(200));
  const mended = otelConfig([destinationAt(receiver.origin, { compression: 'gzip' })]);
  expect(await home.drain(mended)).toMatchObject({ complete: true, removed: 2 });
  expect(home.status(mended).ledger).toMatchObject({ recorded: 2 * EVENTS_PER_TURN, delivered: 2 * EVENTS_PER_TURN });
});

test('what a destination refuses is kept in quarantine and counted as rejected', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7(), prompt: 'the refused prompt' })) manager.record(event);
  manager.close();
  receiver.answerWith(answerStatus(400));

  expect(await home.drain(config)).toMatchObject({ complete: true, removed: 1 });

  const { ledger } = home.status(config);
  expect(ledger).toMatchObject({ recorded: EVENTS_PER_TURN, rejected: EVENTS_PER_TURN, delivered: 0, pending: 0 });
  expect(home.bytes()).toContain('the refused prompt');
});

test('a partial success counts as many rejected as the receiver said, and nothing is sent again', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  receiver.answerWith((_request, response) => {
    // ExportTraceServiceResponse{partial_success{rejected_spans: 1}}
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(Buffer.from([0x0a, 0x02, 0x08, 0x01]));
  });

  const report = await home.drain(config);

  expect(report).toMatchObject({ complete: true, removed: 1, destinations: [{ rejected: 1 }] });
  expect(receiver.requests).toHaveLength(1);
  const { ledger } = home.status(config);
  expect(ledger.rejected).toBeGreaterThan(0);
  expect(ledger.pending).toBe(0);
  expect(isBalanced(ledger)).toBe(true);
});

test('a passing fault is waited out within the deadline when asked to', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  let answers = 0;
  receiver.answerWith((_request, response) => response.writeHead(answers++ === 0 ? 503 : 200).end());

  expect(await home.drain(config)).toMatchObject({
    complete: false,
    destinations: [{ stopped: 'backing-off', requests: 1 }],
  });
  expect(home.status(config).destinations[0]).toMatchObject({ state: 'backing-off', lastError: { code: 'http_503' } });
  expect(await home.drain(config)).toMatchObject({ complete: false, destinations: [{ requests: 0 }] });
  expect(await home.drain(config, { persistent: true })).toMatchObject({
    complete: true,
    removed: 1,
    destinations: [{ stopped: 'empty' }],
  });

  expect(receiver.requests).toHaveLength(2);
  expect(home.status(config).ledger).toMatchObject({
    recorded: EVENTS_PER_TURN,
    delivered: EVENTS_PER_TURN,
    pending: 0,
  });
});

test('an aborted drain leaves its items pending and delivers them next time', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  const abort = new AbortController();
  receiver.answerWith(() => abort.abort());

  expect(await home.drain(config, { abort: abort.signal })).toMatchObject({ complete: false, removed: 0 });
  expect(home.status(config).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, pending: EVENTS_PER_TURN });

  receiver.answerWith(answerStatus(200));
  expect(await home.drain(config)).toMatchObject({ complete: true, removed: 1 });
});

test('many turns are delivered in batches, oldest first', async () => {
  const config = otelConfig([destinationAt(receiver.origin, { batchMaxItems: 50 })]);
  const manager = home.manager(config);
  const conversationId = uuidv7();
  const turns = Array.from({ length: 60 }, () => agentTurn({ conversationId }));
  for (const event of turns.flat()) manager.record(event);
  manager.close();

  expect(await home.drain(config)).toMatchObject({ complete: true, removed: 1 });

  const roots = receiver.spans().filter(({ name }) => name === 'invoke_agent codex');
  expect(roots).toHaveLength(60);
  expect(new Set(receiver.spans().map(({ id }) => id)).size).toBe(receiver.spans().length);
  expect(receiver.requests.length).toBeGreaterThanOrEqual(Math.ceil(receiver.spans().length / 50));
  expect(home.status(config).ledger).toMatchObject({ recorded: 60 * EVENTS_PER_TURN, delivered: 60 * EVENTS_PER_TURN });
});
