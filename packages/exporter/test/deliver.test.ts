import { describe, expect, test } from '@jest/globals';
import { createMemorySource, sampleDestination, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import type { MemorySource } from '@codex-langfuse/exporter/testing';
import { numbersIn, spans, START, stoppedClock } from './delivery-support.ts';
import { deliverOnce, httpReceiver } from './support.ts';

describe('batches', () => {
  test('hold at most batchMaxItems, oldest first', async () => {
    const server = await httpReceiver();
    const source = createMemorySource(Date.now, spans(7));
    const destination = sampleDestination(server.origin, 'http/protobuf', { batchMaxItems: 3 });
    expect(await deliverOnce(source, destination)).toMatchObject({ requests: 3, delivered: 7 });
    expect(server.requests.map(numbersIn)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });

  test('hold at most batchMaxBytes, a larger item alone', async () => {
    const server = await httpReceiver();
    const items = [...spans(4, 900), sampleSpanItem(9, { attributes: { number: 9, text: 'y'.repeat(9000) } })];
    const destination = sampleDestination(server.origin, 'http/protobuf', { batchMaxBytes: 2500 });
    await deliverOnce(createMemorySource(Date.now, items), destination);
    expect(server.requests.map(numbersIn)).toEqual([[0, 1], [2, 3], [9]]);
    for (const { body } of server.requests.slice(0, 2)) expect(body.byteLength).toBeLessThanOrEqual(2500 + 200);
  });

  test('nothing is requested for an empty source', async () => {
    const server = await httpReceiver();
    expect(await deliverOnce(createMemorySource(Date.now), sampleDestination(server.origin))).toEqual({
      requests: 0,
      delivered: 0,
      rejected: 0,
      postponed: 0,
      stopped: 'empty',
      pausedSignals: [],
      warnings: [],
    });
    expect(server.requests).toHaveLength(0);
  });
});

test.each([400, 413])('a batch refused with %d is split until the culprits stand alone', async (status) => {
  const culprits = new Set<unknown>([3, 11]);
  const server = await httpReceiver((request, response) => {
    response.statusCode = numbersIn(request).some((number) => culprits.has(number)) ? status : 200;
    response.end();
  });
  const source = createMemorySource(Date.now, spans(16));
  const summary = await deliverOnce(source, sampleDestination(server.origin));

  expect(summary).toMatchObject({ delivered: 14, rejected: 2, stopped: 'empty' });
  expect(source.ledger()).toEqual({ recorded: 16, delivered: 14, rejected: 2, pending: 0 });
  const rejected = source.items().filter(({ history }) => history.at(-1)?.state === 'rejected');
  expect(rejected.map(({ item }) => item.id)).toEqual([sampleSpanItem(3).id, sampleSpanItem(11).id]);
  expect(rejected[0]?.history).toMatchObject([{ state: 'rejected', fault: { code: `http_${status}` } }]);
  const accepted = server.requests.map(numbersIn).filter((numbers) => !numbers.some((number) => culprits.has(number)));
  expect(accepted.flat()).toHaveLength(14);
});

describe('the end of a run', () => {
  test('an aborted signal starts nothing', async () => {
    const server = await httpReceiver();
    const source = createMemorySource(Date.now, spans(1));
    const summary = await deliverOnce(source, sampleDestination(server.origin), { abort: AbortSignal.abort() });
    expect(summary).toMatchObject({ stopped: 'aborted', requests: 0 });
    expect(source.items()[0]?.taken).toBe(0);
  });

  test('after the deadline nothing is started, what was sent is settled', async () => {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver((_request, response) => {
      advance(100);
      response.end();
    });
    const source = createMemorySource(clock, spans(10));
    const destination = sampleDestination(server.origin, 'http/protobuf', { batchMaxItems: 2 });
    const summary = await deliverOnce(source, destination, { clock, deadlineUnixMillis: START + 250 });
    expect(summary).toMatchObject({ stopped: 'deadline', requests: 3, delivered: 6 });
    expect(source.ledger()).toEqual({ recorded: 10, delivered: 6, rejected: 0, pending: 4 });
  });

  test('the deadline also holds in the middle of a split', async () => {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver((_request, response) => {
      advance(100);
      response.writeHead(413).end();
    });
    const source = createMemorySource(clock, spans(8));
    const summary = await deliverOnce(source, sampleDestination(server.origin), {
      clock,
      deadlineUnixMillis: START + 250,
    });
    expect(summary).toMatchObject({ stopped: 'deadline', requests: 3, rejected: 0 });
    expect(source.ledger().pending).toBe(8);
  });
});

test('the ledger holds and nothing is resent after an acknowledgement, whatever a capricious receiver answers', async () => {
  const { clock, advance } = stoppedClock();
  const acknowledged: unknown[] = [];
  let turn = 0;
  const server = await httpReceiver((request, response) => {
    const numbers = numbersIn(request);
    turn += 1;
    const caprice = (turn * 7) % 5;
    if (numbers.includes(13)) response.writeHead(400).end();
    else if (caprice === 0) response.writeHead(503).end();
    else if (caprice === 1) response.destroy();
    else if (caprice === 2) response.writeHead(500).end();
    else {
      acknowledged.push(...numbers);
      response.end();
    }
  });
  const source = createMemorySource(clock, spans(60));
  const destination = sampleDestination(server.origin, 'http/protobuf', { batchMaxItems: 16 });
  for (let runs = 0; runs < 200 && source.ledger().pending > 0; runs += 1) {
    await deliverOnce(source, destination, { clock });
    advance(300_000);
    const { recorded, delivered, rejected, pending } = source.ledger();
    expect(recorded).toBe(delivered + rejected + pending);
  }
  expect(source.ledger()).toEqual({ recorded: 60, delivered: 59, rejected: 1, pending: 0 });
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  expect(acknowledged).toHaveLength(59);
});

describe('while a request is under way', () => {
  /** A source that tells what is asked of it, and a server that answers only after the next items were taken. */
  async function observed(count: number, onTake: (taken: number) => void = () => undefined) {
    const log: string[] = [];
    let taken = 0;
    const lookedAhead = Promise.withResolvers<void>();
    const source = createMemorySource(Date.now, spans(count));
    const observedSource: MemorySource = {
      ...source,
      take(signal, limit) {
        log.push('take');
        taken += 1;
        if (taken > 1) lookedAhead.resolve();
        onTake(taken);
        return source.take(signal, limit);
      },
      settle(settlements) {
        log.push(`settle ${settlements.length}`);
        source.settle(settlements);
      },
    };
    const server = await httpReceiver((_request, response) => {
      void lookedAhead.promise.then(() => {
        log.push('answer');
        response.end();
      });
    });
    const destination = sampleDestination(server.origin, 'http/protobuf', { batchMaxItems: 3 });
    return { log, server, destination, source: observedSource };
  }

  test('what comes next is taken, and nothing twice', async () => {
    const { log, server, destination, source } = await observed(7);
    const onlyTraces = { ...destination, signals: { traces: destination.signals.traces } } as typeof destination;
    expect(await deliverOnce(source, onlyTraces)).toMatchObject({ delivered: 7, stopped: 'empty' });
    expect(log.slice(0, 4)).toEqual(['take', 'take', 'answer', 'settle 3']);
    expect(server.requests.flatMap(numbersIn)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('a source that fails then fails the run, after the request was settled', async () => {
    const { log, destination, source } = await observed(3, (taken) => {
      if (taken > 1) throw new Error('the disk is gone');
    });
    const onlyTraces = { ...destination, signals: { traces: destination.signals.traces } } as typeof destination;
    await expect(deliverOnce(source, onlyTraces)).rejects.toThrow('the disk is gone');
    expect(log).toEqual(['take', 'take', 'answer', 'settle 3']);
    expect(source.ledger()).toMatchObject({ delivered: 3, pending: 0 });
  });
});

test('what was looked ahead at is sent whole, in the order of the source', async () => {
  // Like the journal, it gives each item once.
  const given = new Set<string>();
  const source = createMemorySource(Date.now, spans(500));
  const onceOnly: MemorySource = {
    ...source,
    take(signal, limit) {
      const items = source
        .items()
        .filter(({ item }) => item.signal === signal && !given.has(item.id))
        .slice(0, limit);
      for (const { item } of items) given.add(item.id);
      return items.map(({ item }) => item);
    },
  };
  const server = await httpReceiver((_request, response) => {
    setTimeout(() => response.end(), 20);
  });
  const destination = sampleDestination(server.origin, 'http/protobuf', { batchMaxItems: 200 });
  expect(await deliverOnce(onceOnly, destination)).toMatchObject({ delivered: 500, requests: 3 });
  expect(server.requests.map((request) => numbersIn(request).length)).toEqual([200, 200, 100]);
  expect(server.requests.flatMap(numbersIn)).toEqual(Array.from({ length: 500 }, (_, number) => number));
});
