import { describe, expect, test } from '@jest/globals';
import { Secret } from '@codex-langfuse/config';
import {
  decodeLogsRequest,
  decodeMetricsRequest,
  decodeTraceRequest,
  encodeResponse,
  encodeStatus,
} from '@codex-langfuse/otlp';
import {
  createMemorySource,
  sampleDestination,
  sampleLogItem,
  sampleMetricsItem,
  sampleSpanItem,
} from '@codex-langfuse/exporter/testing';
import { deliverOnce, exportOnce, httpReceiver } from './support.ts';

const EXPECTED = [
  [200, 'delivered'],
  [202, 'delivered'],
  [204, 'delivered'],
  [301, 'destination'],
  [302, 'destination'],
  [307, 'destination'],
  [308, 'destination'],
  [400, 'refused'],
  [401, 'destination'],
  [403, 'destination'],
  [404, 'destination'],
  [405, 'destination'],
  [407, 'destination'],
  [408, 'destination'],
  [413, 'refused'],
  [415, 'destination'],
  [422, 'destination'],
  [429, 'retry'],
  [500, 'destination'],
  [501, 'destination'],
  [502, 'retry'],
  [503, 'retry'],
  [504, 'retry'],
] as const;

describe.each(['http/protobuf', 'http/json'] as const)('over %s', (protocol) => {
  const encoding = protocol === 'http/json' ? 'json' : 'protobuf';

  test('three signals arrive once each, with the right headers', async () => {
    const server = await httpReceiver();
    const items = [sampleSpanItem(1), sampleSpanItem(2), sampleLogItem(1), sampleMetricsItem(1)];
    const source = createMemorySource(Date.now, items);
    const destination = sampleDestination(server.origin, protocol, {
      compression: 'gzip',
      headers: { Authorization: new Secret('Basic cGs6c2s=', 'test') },
    });

    expect(await deliverOnce(source, destination)).toMatchObject({ requests: 3, delivered: 4, stopped: 'empty' });
    expect(source.ledger()).toEqual({ recorded: 4, delivered: 4, rejected: 0, pending: 0 });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/traces',
      'POST /v1/logs',
      'POST /v1/metrics',
    ]);
    for (const { headers } of server.requests) {
      expect(headers).toMatchObject({
        'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
        'content-encoding': 'gzip',
        'user-agent': 'codex-langfuse/0.0.0',
        authorization: 'Basic cGs6c2s=',
      });
      expect(Number(headers['content-length'])).toBeGreaterThan(0);
      expect(headers['transfer-encoding']).toBeUndefined();
    }
    const [traces, logs, metrics] = server.requests.map(({ body }) => body);
    expect(decodeTraceRequest(traces ?? Buffer.alloc(0), encoding).ok).toBe(true);
    expect(decodeLogsRequest(logs ?? Buffer.alloc(0), encoding).ok).toBe(true);
    expect(decodeMetricsRequest(metrics ?? Buffer.alloc(0), encoding).ok).toBe(true);

    expect(await deliverOnce(source, destination)).toMatchObject({ requests: 0, stopped: 'empty' });
    expect(server.requests).toHaveLength(3);
  });

  test.each(EXPECTED)('%d means %s', async (status, kind) => {
    const server = await httpReceiver((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/elsewhere' });
      response.end(status === 204 ? undefined : JSON.stringify({ message: 'because' }));
    });
    const outcome = await exportOnce(sampleDestination(server.origin, protocol), [sampleSpanItem(1)]);
    expect(outcome.kind).toBe(kind);
    if (!('fault' in outcome)) return;
    expect(outcome.fault).toMatchObject({ code: `http_${status}`, message: expect.stringContaining('because') });
    expect(outcome.fault.hint).not.toBe('');
    expect(server.requests).toHaveLength(1);
  });

  test.each(['traces', 'logs', 'metrics'] as const)(
    'partial success of %s is counted and never sent again',
    async (signal) => {
      const server = await httpReceiver((_request, response) => {
        response.setHeader('content-type', protocol === 'http/json' ? 'application/json' : 'application/x-protobuf');
        response.end(encodeResponse(signal, encoding, { rejected: 2, message: 'two were bad' }));
      });
      const create = { traces: sampleSpanItem, logs: sampleLogItem, metrics: sampleMetricsItem }[signal];
      const source = createMemorySource(
        Date.now,
        [1, 2, 3, 4, 5].map((number) => create(number)),
      );
      const destination = sampleDestination(server.origin, protocol);

      expect(await deliverOnce(source, destination)).toMatchObject({
        delivered: 3,
        rejected: 2,
        fault: { code: 'partial_success', message: expect.stringContaining('two were bad') },
      });
      expect(source.ledger()).toEqual({ recorded: 5, delivered: 3, rejected: 2, pending: 0 });
      expect(new Set(source.items().map(({ history }) => history.at(-1)?.state))).toEqual(new Set(['partial']));
      expect(await deliverOnce(source, destination)).toMatchObject({ requests: 0 });
    },
  );

  test('zero rejected with a message is a warning', async () => {
    const server = await httpReceiver((_request, response) => {
      response.setHeader(
        'content-type',
        protocol === 'http/json' ? 'application/json; charset=utf-8' : 'application/x-protobuf',
      );
      response.end(encodeResponse('traces', encoding, { rejected: 0, message: 'old schema' }));
    });
    const source = createMemorySource(Date.now, [sampleSpanItem(1)]);
    expect(await deliverOnce(source, sampleDestination(server.origin, protocol))).toMatchObject({
      delivered: 1,
      rejected: 0,
      warnings: ['old schema'],
    });
  });
});

test('more rejected than sent rejects the batch, item by item', async () => {
  const server = await httpReceiver((_request, response) => {
    response.setHeader('content-type', 'application/x-protobuf');
    response.end(encodeResponse('traces', 'protobuf', { rejected: 99, message: '' }));
  });
  const source = createMemorySource(Date.now, [sampleSpanItem(1), sampleSpanItem(2)]);
  await deliverOnce(source, sampleDestination(server.origin));
  expect(source.ledger()).toEqual({ recorded: 2, delivered: 0, rejected: 2, pending: 0 });
  expect(source.items().map(({ history }) => history.at(-1)?.state)).toEqual(['rejected', 'rejected']);
});

test('Langfuse’s answer, a job description in JSON to a protobuf request, is a success', async () => {
  const job = {
    name: 'otel-ingestion-job',
    data: { projectId: 'p', data: { fileKey: 'f' } },
    opts: { attempts: 6 },
    id: '12',
  };
  const server = await httpReceiver((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(job));
  });
  const destination = sampleDestination(server.origin, 'http/protobuf', { kind: 'langfuse' });
  expect(await exportOnce(destination, [sampleSpanItem(1)])).toEqual({ kind: 'delivered' });
  expect(server.requests[0]?.headers['x-langfuse-ingestion-version']).toBe('4');
});

test.each([
  ['nothing readable', 'application/x-protobuf', '\u00ff\u00ff\u00ff'],
  ['broken JSON', 'application/json', '{"partialSuccess":'],
  ['a type from elsewhere', 'text/plain', 'OK'],
  ['HTML without a document', 'text/html', ''],
  ['a word that a framework calls HTML', 'text/html; charset=utf-8', 'OK'],
])('2xx acknowledges beside %s', async (_name, contentType, body) => {
  const server = await httpReceiver((_request, response) => {
    response.setHeader('content-type', contentType);
    response.end(body);
  });
  expect(await exportOnce(sampleDestination(server.origin), [sampleSpanItem(1)])).toEqual({ kind: 'delivered' });
});

test.each([
  '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" ""><html></html>',
  '<head><meta http-equiv="refresh" content="0; url=https://portal.example/"></head>',
  '<script>location = "https://portal.example/"</script>',
])('regression: the page of a portal acknowledged everything: %s', async (page) => {
  const server = await httpReceiver((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(page);
  });
  expect(await exportOnce(sampleDestination(server.origin), [sampleSpanItem(1)])).toMatchObject({
    kind: 'destination',
    fault: { code: 'not_otlp' },
  });
});

test.each([200, 400])('an HTML page with %d is no receiver: nothing is acknowledged or rejected', async (status) => {
  const server = await httpReceiver((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!-- hi -->\n<!DOCTYPE html><html><title>Log in</title></html>');
  });
  const outcome = await exportOnce(sampleDestination(server.origin), [sampleSpanItem(1)]);
  expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'not_otlp' } });
});

test.each([
  ['7', 7000],
  ['0', 0],
  ['Fri, 13 Nov 2026 10:00:30 GMT', 30_000],
  ['soon', undefined],
  // `Date.parse` takes all of these for dates.
  ['-5', undefined],
  ['1.5', undefined],
  ['5, 10', undefined],
  ['foo 2099', undefined],
  ['NaN', undefined],
  ['1e9', undefined],
])('Retry-After %s', async (retryAfter: string, wait: number | undefined) => {
  const server = await httpReceiver((_request, response) => {
    response.writeHead(503, { 'retry-after': retryAfter, date: 'Fri, 13 Nov 2026 10:00:00 GMT' });
    response.end();
  });
  const outcome = await exportOnce(sampleDestination(server.origin), [sampleSpanItem(1)]);
  expect(outcome.kind === 'retry' ? outcome.retryAfterMillis : 'no retry').toBe(wait);
});

test('redirects are not followed: no second server ever sees the credentials', async () => {
  const thief = await httpReceiver();
  const server = await httpReceiver((_request, response) => {
    response.writeHead(307, { location: `${thief.origin}/v1/traces?token=abc` });
    response.end();
  });
  const destination = sampleDestination(server.origin, 'http/protobuf', {
    headers: { authorization: new Secret('Bearer planted-secret', 'test') },
  });
  const outcome = await exportOnce(destination, [sampleSpanItem(1)]);
  expect(outcome).toMatchObject({
    kind: 'destination',
    fault: { code: 'http_307', message: expect.stringContaining(`redirect to ${thief.origin}/v1/traces)`) },
  });
  expect(JSON.stringify(outcome)).not.toContain('token=abc');
  expect(thief.requests).toHaveLength(0);
});

test('a fault names headers and never their values, even if the server echoes them', async () => {
  const basic = Buffer.from('pk-lf-public:sk-lf-planted').toString('base64');
  const server = await httpReceiver((request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        error: `bad ${request.headers.authorization}\u001b[31m`,
        message: 'sk-lf-planted and x-planted',
      }),
    );
  });
  const destination = sampleDestination(`${server.origin}`, 'http/json', {
    headers: { Authorization: new Secret(`Basic ${basic}`, 'test'), 'X-Api-Key': new Secret('x-planted', 'test') },
  });
  const outcome = await exportOnce(destination, [sampleSpanItem(1)]);
  expect(outcome).toMatchObject({
    kind: 'destination',
    fault: { code: 'http_401', hint: expect.stringContaining('Authorization, X-Api-Key') },
  });
  const shown = JSON.stringify(outcome);
  for (const secret of [basic, 'sk-lf-planted', 'x-planted', '\\u001b']) expect(shown).not.toContain(secret);
});

test('google.rpc.Status in protobuf is read', async () => {
  const server = await httpReceiver((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/x-protobuf' });
    response.end(encodeStatus({ code: 3, message: 'span without id' }, 'protobuf'));
  });
  const outcome = await exportOnce(sampleDestination(server.origin), [sampleSpanItem(1)]);
  expect(outcome).toMatchObject({ kind: 'refused', fault: { message: expect.stringContaining('span without id') } });
});
