import { expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { createExporter } from '@codex-langfuse/exporter';
import { Secret } from '@codex-langfuse/config';
import {
  createMemorySource,
  sampleDestination,
  sampleEnvironment,
  sampleSpanItem,
} from '@codex-langfuse/exporter/testing';
import { cleanUp, closedPort, deliverOnce, exportOnce, httpReceiver, tcpServer } from './support.ts';

const ITEMS = [sampleSpanItem(1)];

function at(port: number, timeoutMillis = 3000) {
  return sampleDestination(`http://127.0.0.1:${port}`, 'http/protobuf', { timeoutMillis });
}

/** Resolves once the client has closed its end; the exporter is still open then. */
async function isClosed(socket: Socket | undefined): Promise<void> {
  if (socket === undefined) throw new Error('There was no connection.');
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}

test('connection refused is passing', async () => {
  expect(await exportOnce(at(await closedPort()), ITEMS)).toMatchObject({
    kind: 'retry',
    fault: { code: 'tcp_refused' },
  });
});

test('an unknown host is the destination’s fault', async () => {
  const destination = sampleDestination('http://no-such-host.invalid', 'http/protobuf', { timeoutMillis: 5000 });
  expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'destination', fault: { code: 'dns' } });
});

test('a reset is passing', async () => {
  const server = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await exportOnce(at(server.port), ITEMS)).toMatchObject({ kind: 'retry', fault: { code: 'tcp_reset' } });
  expect(server.connections).toHaveLength(1);
});

test('a server that accepts and stays silent costs one timeout, and the socket is closed', async () => {
  const server = await tcpServer((socket) => socket.resume());
  const exporter = createExporter(at(server.port, 200), sampleEnvironment());
  cleanUp(() => exporter.close());
  const outcome = await exporter.export('traces', ITEMS, new AbortController().signal);
  expect(outcome).toMatchObject({ kind: 'retry', fault: { code: 'http_timeout' } });
  await isClosed(server.connections[0]);
});

test('half a status line is no acknowledgement', async () => {
  const server = await tcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 2')));
  expect(await exportOnce(at(server.port), ITEMS)).toMatchObject({ kind: 'retry', fault: { code: 'tcp_reset' } });
});

test('a 200 whose body is cut is an acknowledgement', async () => {
  const server = await tcpServer((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 100\r\n\r\nab');
      setImmediate(() => socket.resetAndDestroy());
    }),
  );
  const source = createMemorySource(Date.now, ITEMS);
  expect(await deliverOnce(source, at(server.port))).toMatchObject({ delivered: 1, stopped: 'empty' });
  expect(await deliverOnce(source, at(server.port))).toMatchObject({ requests: 0 });
  expect(server.connections).toHaveLength(1);
});

test.each([
  [200, 'delivered'],
  [503, 'retry'],
] as const)('a body that trickles behind %d ends at the deadline', async (status, kind) => {
  const server = await tcpServer((socket) => {
    const trickle = setInterval(() => socket.write('1\r\nx\r\n'), 20);
    socket.once('close', () => clearInterval(trickle));
    socket.once('data', () => socket.write(`HTTP/1.1 ${status} X\r\ntransfer-encoding: chunked\r\n\r\n`));
  });
  const exporter = createExporter(at(server.port, 200), sampleEnvironment());
  cleanUp(() => exporter.close());
  expect((await exporter.export('traces', ITEMS, new AbortController().signal)).kind).toBe(kind);
  await isClosed(server.connections[0]);
});

test('headers that trickle end at the deadline', async () => {
  const server = await tcpServer((socket) => {
    const trickle = setInterval(() => socket.write('x-a: b\r\n'), 20);
    socket.once('close', () => clearInterval(trickle));
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n'));
  });
  expect(await exportOnce(at(server.port, 200), ITEMS)).toMatchObject({
    kind: 'retry',
    fault: { code: 'http_timeout' },
  });
});

test.each([
  [200, 'delivered'],
  [400, 'refused'],
] as const)('an endless body behind %d is cut at 4 MiB', async (status, kind) => {
  let sent = 0;
  const server = await httpReceiver((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(256 * 1024, 'x');
    const write = (): void => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.byteLength;
      sent += chunk.byteLength;
      response.once('drain', write);
    };
    write();
  });
  const destination = sampleDestination(server.origin, 'http/json', { timeoutMillis: 5000 });
  expect((await exportOnce(destination, ITEMS)).kind).toBe(kind);
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('bytes that are no HTTP are the destination’s fault', async () => {
  const server = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
  expect(await exportOnce(at(server.port), ITEMS)).toMatchObject({ kind: 'destination', fault: { code: 'not_http' } });
});

test('a header value with a line break is the destination’s fault and is not quoted', async () => {
  const destination = { ...at(await closedPort()), headers: { 'x-key': new Secret('planted\nvalue', 'test') } };
  const outcome = await exportOnce(destination, ITEMS);
  expect(outcome).toMatchObject({
    kind: 'destination',
    fault: { code: 'header_invalid', message: expect.stringContaining('x-key') },
  });
  expect(JSON.stringify(outcome)).not.toContain('planted');
});

test('abort cuts the request at once and leaves the items as they were', async () => {
  const server = await tcpServer((socket) => socket.resume());
  const controller = new AbortController();
  const source = createMemorySource(Date.now, ITEMS);
  const running = deliverOnce(source, at(server.port, 60_000), { abort: controller.signal });
  while (server.connections.length === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect(await running).toMatchObject({ stopped: 'aborted', delivered: 0, postponed: 0 });
  expect(source.items()[0]?.history).toEqual([]);
  expect(source.health()).toEqual({ state: 'ok' });
});

test('one connection serves many requests; one that the server closed while idle is replaced without a retry', async () => {
  let answered = 0;
  const server = await tcpServer((socket) => {
    socket.on('data', () => {
      answered += 1;
      // No keep-alive hint: the client cannot know that the connection is about to go.
      if (answered === 3) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
  });
  const exporter = createExporter(at(server.port), sampleEnvironment());
  const { signal } = new AbortController();
  expect(await exporter.export('traces', ITEMS, signal)).toEqual({ kind: 'delivered' });
  expect(await exporter.export('traces', ITEMS, signal)).toEqual({ kind: 'delivered' });
  expect(server.connections).toHaveLength(1);
  expect(await exporter.export('traces', ITEMS, signal)).toEqual({ kind: 'delivered' });
  expect(server.connections).toHaveLength(2);
  await exporter.close();
});

test('more than 64 MiB is refused without a request', async () => {
  const server = await httpReceiver();
  const text = 'x'.repeat(64 * 1024 * 1024);
  const outcome = await exportOnce(sampleDestination(server.origin), [sampleSpanItem(1, { attributes: { text } })]);
  expect(outcome).toMatchObject({ kind: 'refused', fault: { code: 'request_too_large' } });
  expect(server.requests).toHaveLength(0);
});

test('a destination without a URL for the signal says so', async () => {
  const destination = { ...at(1), signals: { traces: { url: 'not a url', protocol: 'http/protobuf' as const } } };
  expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'destination', fault: { code: 'url_invalid' } });
});

test.each([
  ['comments without a document', 'text/html', '<!---->'.repeat(285)],
  ['digits without an end', 'text/plain', 'A'.repeat(1024 * 1024)],
])('regression: %s kept an expression busy for ever', async (_name, contentType, body) => {
  for (const status of [200, 403]) {
    const server = await httpReceiver((_request, response) => {
      response.writeHead(status, { 'content-type': contentType });
      response.end(body);
    });
    expect((await exportOnce(at(server.port), ITEMS)).kind).toBe(status === 200 ? 'delivered' : 'destination');
  }
});
