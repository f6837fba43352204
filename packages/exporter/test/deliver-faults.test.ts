import { describe, expect, test } from '@jest/globals';
import { Secret } from '@codex-langfuse/config';
import type { DestinationConfig } from '@codex-langfuse/config';
import {
  createMemorySource,
  sampleDestination,
  sampleLogItem,
  sampleMetricsItem,
  sampleSpanItem,
} from '@codex-langfuse/exporter/testing';
import { numbersIn, spans, START, stoppedClock } from './delivery-support.ts';
import { deliverOnce, httpReceiver } from './support.ts';

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

  test.each([503, 401])(
    'regression: after %i a clock that was set back prolonged the wait by as much',
    async (status) => {
      const { clock, advance } = stoppedClock();
      const server = await httpReceiver((_request, response) => response.writeHead(status).end());
      const source = createMemorySource(clock, spans(1));
      const run = () => deliverOnce(source, sampleDestination(server.origin), { clock });
      await run();
      const hour = 3_600_000;
      advance(-hour);
      expect(await run()).toMatchObject({ requests: 0 });
      advance(-hour);
      server.answerWith((_request, response) => response.end());
      expect(await run()).toMatchObject({ requests: 1, delivered: 1 });
    },
  );

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
    const server = await httpReceiver((_request, response) =>
      response.writeHead(429, { 'retry-after': retryAfter }).end(),
    );
    const source = createMemorySource(clock, spans(1));
    await deliverOnce(source, sampleDestination(server.origin), { clock });
    expect(source.health()).toMatchObject({ state: 'backing-off', nextTryUnixMillis: START + wait });
    expect(source.items()[0]?.history).toMatchObject([{ state: 'pending', nextTryUnixMillis: START + wait }]);
  });

  test('regression: a Retry-After that is over was a try every half second', async () => {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver((_request, response) =>
      response.writeHead(429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }).end(),
    );
    const source = createMemorySource(clock, spans(1));
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await deliverOnce(source, sampleDestination(server.origin), { clock });
      advance(300_000);
    }
    const waits = source
      .items()[0]
      ?.history.map((each, index) =>
        each.state === 'pending' ? each.nextTryUnixMillis - START - index * 300_000 : each.state,
      );
    expect(waits).toEqual([500, 1000, 2000, 4000]);
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
    expect(stored.flat().sort((left, right) => Number(left) - Number(right))).toEqual(
      spans(40).map((_, number) => number),
    );
  });
});

describe('a fault of the destination', () => {
  const KEY = { authorization: new Secret('Bearer wrong', 'test') };

  async function rejecting(status: number) {
    const { clock, advance } = stoppedClock();
    const server = await httpReceiver((_request, response) => response.writeHead(status).end());
    const source = createMemorySource(clock, [sampleSpanItem(1), sampleSpanItem(2), sampleLogItem(1)]);
    const destination = sampleDestination(server.origin, 'http/protobuf', { headers: KEY });
    const run = (changed: Partial<DestinationConfig> = {}) =>
      deliverOnce(source, { ...destination, ...changed }, { clock });
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
    expect(await run({ headers: { authorization: new Secret('Bearer right', 'test') } })).toMatchObject({
      delivered: 3,
    });
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
    for (const [status, millis] of [
      [500, 60_000],
      [401, 300_000],
    ] as const) {
      const { run, advance } = await rejecting(status);
      await run();
      advance(millis - 1);
      expect(await run()).toMatchObject({ requests: 0 });
      advance(1);
      expect(await run()).toMatchObject({ requests: 1, stopped: 'paused' });
    }
  });

  test('a token that a program prints may be another one soon', async () => {
    const printed = { authorization: new Secret(() => 'Bearer expired', 'command') };
    const { run, advance } = await rejecting(401);
    await run({ headers: printed });
    advance(60_000 - 1);
    expect(await run({ headers: printed })).toMatchObject({ requests: 0 });
    advance(1);
    expect(await run({ headers: printed })).toMatchObject({ requests: 1, stopped: 'paused' });
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
    const server = await httpReceiver(({ path }, response) =>
      response.writeHead(path === '/v1/logs' ? 404 : 200).end(),
    );
    const source = createMemorySource(clock, [sampleSpanItem(1), sampleLogItem(1), sampleMetricsItem(1)]);
    const destination = sampleDestination(server.origin);
    const run = () => deliverOnce(source, destination, { clock });

    expect(await run()).toMatchObject({
      delivered: 2,
      stopped: 'empty',
      pausedSignals: ['logs'],
      fault: { code: 'http_404' },
    });
    source.add([sampleSpanItem(2)]);
    expect(await run()).toMatchObject({ requests: 1, delivered: 1, pausedSignals: ['logs'] });
    expect(source.health()).toMatchObject({ state: 'paused', signals: ['logs'] });

    server.answerWith((_request, response) => response.end());
    advance(300_000);
    expect(await run()).toMatchObject({ delivered: 1, pausedSignals: [] });
    expect(source.health()).toEqual({ state: 'ok' });
  });
});
