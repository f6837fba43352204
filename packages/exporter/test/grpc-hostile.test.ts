import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { sampleDestination, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { Secret } from '@codex-langfuse/config';
import { cleanUp, exportOnce, grpcReceiver, tcpServer } from './support.ts';

/** An HTTP/2 server that answers every stream as the test says; returns its origin. */
async function http2Server(answer: (stream: ServerHttp2Stream) => void): Promise<string> {
  const server = createServer();
  server.on('stream', (stream) => {
    // Clients that give up are what these tests are about.
    stream.on('error', () => stream.destroy());
    stream.resume().once('end', () => answer(stream));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ITEMS = [sampleSpanItem(1)];

test('regression: a page for people answered with 200 rejected the batch as too large', async () => {
  const origin = await http2Server((stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/html' });
    stream.end('<!doctype html><html><body>Please log in.</body></html>');
  });
  expect(await exportOnce(sampleDestination(origin, 'grpc'), ITEMS)).toMatchObject({
    kind: 'destination',
    fault: { code: 'not_otlp' },
  });
});

test('regression: an answer over the limit rejected the batch as too large', async () => {
  const server = await grpcReceiver(() => new Uint8Array(4 * 1024 * 1024 + 1));
  expect(await exportOnce(sampleDestination(server.origin, 'grpc'), ITEMS)).toMatchObject({
    kind: 'destination',
    fault: { code: 'not_otlp' },
  });
});

test('a receiver with the same limit, which a request is over, refuses it', async () => {
  const details = `Received message larger than max (${5 * 1024 * 1024} vs 4194304)`;
  const server = await grpcReceiver(() => ({ code: status.RESOURCE_EXHAUSTED, details }));
  const large = [sampleSpanItem(1, { attributes: { text: 'x'.repeat(5 * 1024 * 1024) } })];
  expect((await exportOnce(sampleDestination(server.origin, 'grpc'), large)).kind).toBe('refused');
});

test('regression: a gateway that answers 413 held up everything behind the large item', async () => {
  const origin = await http2Server((stream) => {
    stream.respond({ ':status': 413, 'content-type': 'text/html' });
    stream.end('<html>413 Request Entity Too Large</html>');
  });
  expect(await exportOnce(sampleDestination(origin, 'grpc'), ITEMS)).toMatchObject({
    kind: 'refused',
    fault: { code: 'http_413' },
  });
});

test('regression: headers about connection or body broke every call', async () => {
  const server = await grpcReceiver();
  const names = ['connection', 'Content-Length', 'transfer-encoding', 'content-type', 'x-kept'];
  const headers = Object.fromEntries(names.map((name) => [name, new Secret('1', 'test')]));
  expect(await exportOnce(sampleDestination(server.origin, 'grpc', { headers }), ITEMS)).toEqual({ kind: 'delivered' });
  expect(Object.keys(server.calls[0]?.metadata.getMap() ?? {})).toEqual(['x-kept', 'user-agent']);
});

test('regression: a connection that closed during the TLS handshake paused the destination', async () => {
  const server = await tcpServer((socket) => socket.once('data', () => socket.end()));
  const destination = sampleDestination(`https://127.0.0.1:${server.port}`, 'grpc');
  expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'retry', fault: { code: 'tcp_reset' } });
});
