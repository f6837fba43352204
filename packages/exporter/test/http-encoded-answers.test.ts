import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { encodeResponse } from '@codex-langfuse/otlp';
import { sampleDestination, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { exportOnce, httpReceiver, tcpServer } from './support.ts';

const ITEMS = [sampleSpanItem(1), sampleSpanItem(2)];
const PARTIAL = encodeResponse('traces', 'protobuf', { rejected: 1, message: 'no name' });

async function outcomeOf(status: number, coding: string, contentType: string, body: Uint8Array) {
  const server = await httpReceiver((_request, response) => {
    response.writeHead(status, { 'content-type': contentType, 'content-encoding': coding });
    response.end(body);
  });
  return exportOnce(sampleDestination(server.origin), ITEMS);
}

test.each([
  ['gzip', gzipSync(PARTIAL)],
  ['x-gzip', gzipSync(PARTIAL)],
  ['deflate', deflateSync(PARTIAL)],
  ['br', brotliCompressSync(PARTIAL)],
  ['identity', PARTIAL],
])('regression: a partial success in %s went unread', async (coding, body) => {
  expect(await outcomeOf(200, coding, 'application/x-protobuf', body)).toMatchObject({ kind: 'partial', rejected: 1 });
});

test('what a compressed error says is shown', async () => {
  const body = gzipSync(JSON.stringify({ message: 'no such project' }));
  expect(await outcomeOf(403, 'gzip', 'application/json', body)).toMatchObject({
    fault: { message: expect.stringContaining('no such project') },
  });
});

test('a compressed page for people acknowledges nothing', async () => {
  const body = gzipSync('<!DOCTYPE html><html><title>Log in</title></html>');
  expect(await outcomeOf(200, 'gzip', 'text/html', body)).toMatchObject({ fault: { code: 'not_otlp' } });
});

test.each([
  ['a bomb', 'gzip', gzipSync(Buffer.alloc(32 * 1024 * 1024))],
  ['no gzip', 'gzip', Buffer.from('plain')],
  ['an unknown coding', 'rot13', Buffer.from('cynva')],
])('2xx acknowledges beside %s', async (_name, coding, body) => {
  expect(await outcomeOf(200, coding, 'application/json', body)).toEqual({ kind: 'delivered' });
});

test.each([
  'Client sent an HTTP request to an HTTPS server.\n',
  'Bad Request\r\nThis combination of host and port requires TLS.\r\n',
])('regression: a TLS port that answers plain HTTP with 400 rejected everything: %s', async (text) => {
  const server = await tcpServer((socket) =>
    socket.once('data', () => socket.end(`HTTP/1.0 400 Bad Request\r\n\r\n${text}`)),
  );
  expect(await exportOnce(sampleDestination(`http://127.0.0.1:${server.port}`), ITEMS)).toMatchObject({
    kind: 'destination',
    fault: { code: 'tls_wanted', hint: expect.stringContaining('https://') },
  });
});

test('regression: what a server echoes of the query was shown', async () => {
  const server = await httpReceiver((request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: `no ${request.path}, no ${decodeURIComponent(request.path)}` }));
  });
  const destination = sampleDestination(server.origin);
  const traces = { url: `${server.origin}/v1/traces?key=planted%2Bkey&v=1`, protocol: 'http/protobuf' } as const;
  const outcome = await exportOnce({ ...destination, signals: { traces } }, ITEMS);
  expect(outcome).toMatchObject({ fault: { code: 'http_404', message: expect.stringContaining('key=[redacted]') } });
  expect(JSON.stringify(outcome)).not.toContain('planted');
});
