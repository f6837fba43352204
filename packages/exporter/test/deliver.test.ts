import { describe, expect, test } from '@jest/globals';
import { Secret } from '@codex-langfuse/config';
import { attributesToObject, decodeTraceRequest } from '@codex-langfuse/otlp';
import { createMemorySource, sampleDestination, sampleLogItem, sampleMetricsItem, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import type { ReceivedRequest } from '@codex-langfuse/exporter/testing';
import type { DestinationConfig } from '@codex-langfuse/config';
import { deliverOnce, httpReceiver } from './support.ts';

const START = 1_800_000_000_000;

/** A clock that stands still until it is moved. */
function stoppedClock() {
  let now = START;
  return { clock: () => now, advance: (millis: number) => (now += millis) };
}

function spans(count: number, textLength = 0) {
  return Array.from({ length: count }, (_, number) =>
    sampleSpanItem(number, { attributes: { number, text: 'x'.repeat(textLength) } }),
  );
}

/** The `number` attributes of the spans in a request. */
function numbersIn({ body }: ReceivedRequest): readonly unknown[] {
  const decoded = decodeTraceRequest(body, 'protobuf');
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.value.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    .map(({ attributes }) => attributesToObject(attributes)['number']);
}

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

describe('a passing fault', () => {
  test('postpones the items, also for the next process, with growing waits, and ends with success', async () => {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver((_request, response) => response.writeHead(503).end());
    const source = createMemorySource(clock, spans(2));
    const destination = sampleDestination(server.origin);
    const run = () => deliverOnce(source, destination, { clock });

    const waits: number[] = [];
    for (let failures = 1; failures <= 12; failures += 1) {
      expect(await run()).toMatchObject({ stopped: 'backing-off', postponed: 2, delivered: 0 });
      expect(server.requests).toHaveLength(failures);
      // Another process, too early: it must not try.
      expect(await run()).toMatchObject({ stopped: 'backing-off', requests: 0, fault: { code: 'http_503' } });
      expect(server.requests).toHaveLength(failures);
      const health = source.health();
      if (health.state !== 'backing-off') throw new Error(health.state);
      expect(health.attempts).toBe(failures);
      waits.push(health.nextTryUnixMillis - clock());
      advance(health.nextTryUnixMillis - clock());
    }
    expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(Math.max(...waits)).toBe(150_000);

    server.answerWith((_request, response) => response.end());
    expect(await run()).toMatchObject({ stopped: 'empty', delivered: 2 });
    expect(source.health()).toEqual({ state: 'ok' });
    expect(source.ledger()).toEqual({ recorded: 2, delivered: 2, rejected: 0, pending: 0 });
  });

  test('jitter lies between half the wait and the wait', async () => {
    const { clock } = stoppedClock();
    const server = await httpReceiver((_request, response) => response.writeHead(503).end());
    const source = createMemorySource(clock, spans(1));
    await deliverOnce(source, sampleDestination(server.origin), { clock, random: () => 0.999_999 });
    expect(source.health()).toMatchObject({ nextTryUnixMillis: START + 1000 });
  });

  test.each([
    ['90', 90_000],
    ['31536000', 3_600_000],
    ['0', 500],
  ])('Retry-After %s is kept, up to an hour and not below half a second', async (retryAfter, wait) => {
    const { clock } = stoppedClock();
    const server = await httpReceiver((_request, response) => response.writeHead(429, { 'retry-after': retryAfter }).end());
    const source = createMemorySource(clock, spans(1));
    await deliverOnce(source, sampleDestination(server.origin), { clock });
    expect(source.health()).toMatchObject({ state: 'backing-off', nextTryUnixMillis: START + wait });
    expect(source.items()[0]?.history).toMatchObject([{ state: 'pending', nextTryUnixMillis: START + wait }]);
  });

  test('stops the other signals too: it is the same receiver', async () => {
    const server = await httpReceiver((_request, response) => response.writeHead(503).end());
    const source = createMemorySource(Date.now, [sampleSpanItem(1), sampleLogItem(1), sampleMetricsItem(1)]);
    expect(await deliverOnce(source, sampleDestination(server.origin))).toMatchObject({ requests: 1 });
  });

  test('a receiver that only manages small requests gets everything in the end', async () => {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver((request, response) => {
      if (numbersIn(request).length > 5) response.destroy();
      else response.end();
    });
    const source = createMemorySource(clock, spans(40));
    const destination = sampleDestination(server.origin, 'http/protobuf', { batchMaxItems: 64 });
    let runs = 0;
    while (source.ledger().pending > 0 && runs < 100) {
      await deliverOnce(source, destination, { clock });
      advance(300_000);
      runs += 1;
    }
    expect(source.ledger()).toEqual({ recorded: 40, delivered: 40, rejected: 0, pending: 0 });
    const stored = server.requests.map(numbersIn).filter((numbers) => numbers.length <= 5);
    expect(stored.flat().sort((left, right) => Number(left) - Number(right))).toEqual(spans(40).map((_, number) => number));
  });
});

describe('a fault of the destination', () => {
  const KEY = { authorization: new Secret('Bearer wrong', 'test') };

  async function rejecting(status: number) {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver((_request, response) => response.writeHead(status).end());
    const source = createMemorySource(clock, [sampleSpanItem(1), sampleSpanItem(2), sampleLogItem(1)]);
    const destination = sampleDestination(server.origin, 'http/protobuf', { headers: KEY });
    const run = (changed: Partial<DestinationConfig> = {}) => deliverOnce(source, { ...destination, ...changed }, { clock });
    return { server, source, run, advance };
  }

  test('pauses it with everything pending and one request spent', async () => {
    const { server, source, run } = await rejecting(401);
    expect(await run()).toMatchObject({ requests: 1, stopped: 'paused', fault: { code: 'http_401' } });
    expect(await run()).toMatchObject({ requests: 0, stopped: 'paused', fault: { code: 'http_401' } });
    expect(server.requests).toHaveLength(1);
    expect(source.ledger()).toEqual({ recorded: 3, delivered: 0, rejected: 0, pending: 3 });
    expect(source.items().every(({ history }) => history.length === 0)).toBe(true);
  });

  test('changed credentials resume at once', async () => {
    const { server, source, run } = await rejecting(401);
    await run();
    server.answerWith((_request, response) => response.end());
    expect(await run({ headers: { authorization: new Secret('Bearer right', 'test') } })).toMatchObject({ delivered: 3 });
    expect(source.health()).toEqual({ state: 'ok' });
  });

  test.each([
    ['another timeout', { timeoutMillis: 999 }],
    ['another capture level', { batchMaxItems: 7 }],
  ])('%s does not', async (_name, changed) => {
    const { run } = await rejecting(403);
    await run();
    expect(await run(changed)).toMatchObject({ requests: 0, stopped: 'paused' });
  });

  test('time resumes it: soon where it may heal by itself, later where somebody must act', async () => {
    for (const [status, millis] of [[500, 60_000], [401, 300_000]] as const) {
      const { run, advance } = await rejecting(status);
      await run();
      advance(millis - 1);
      expect(await run()).toMatchObject({ requests: 0 });
      advance(1);
      expect(await run()).toMatchObject({ requests: 1, stopped: 'paused' });
    }
  });

  test('the health on disk holds no secret', async () => {
    const { source, run } = await rejecting(401);
    await run();
    const health = source.health();
    expect(health).toMatchObject({ state: 'paused', configHash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(JSON.stringify(health)).not.toContain('wrong');
  });

  test('a path that only one signal lacks pauses that signal alone', async () => {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver(({ path }, response) => response.writeHead(path === '/v1/logs' ? 404 : 200).end());
    const source = createMemorySource(clock, [sampleSpanItem(1), sampleLogItem(1), sampleMetricsItem(1)]);
    const destination = sampleDestination(server.origin);
    const run = () => deliverOnce(source, destination, { clock });

    expect(await run()).toMatchObject({ delivered: 2, stopped: 'empty', pausedSignals: ['logs'], fault: { code: 'http_404' } });
    source.add([sampleSpanItem(2)]);
    expect(await run()).toMatchObject({ requests: 1, delivered: 1, pausedSignals: ['logs'] });
    expect(source.health()).toMatchObject({ state: 'paused', signals: ['logs'] });

    server.answerWith((_request, response) => response.end());
    advance(300_000);
    expect(await run()).toMatchObject({ delivered: 1, pausedSignals: [] });
    expect(source.health()).toEqual({ state: 'ok' });
  });
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
    const summary = await deliverOnce(source, sampleDestination(server.origin), { clock, deadlineUnixMillis: START + 250 });
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
