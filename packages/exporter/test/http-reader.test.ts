import { expect, test } from '@jest/globals';
import { Secret } from '@codex-langfuse/config';
import { createExporter, createHttpReader } from '@codex-langfuse/exporter';
import type { AnswerHead } from '@codex-langfuse/exporter';
import { sampleDestination, sampleEnvironment, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { certificate, certificatePath, cleanUp, httpReceiver } from './support.ts';

const { signal } = new AbortController();
const CREDENTIALS = { headers: { authorization: new Secret('Basic cGs6c2stdmVyeS1zZWNyZXQ=', 'config') } };

test('reads at the destination’s origin, with credentials only where they are asked for', async () => {
  const server = await httpReceiver((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ path: request.path }));
  });
  const destination = sampleDestination(server.origin, 'http/protobuf', CREDENTIALS);
  for (const credentials of [true, false]) {
    const reader = createHttpReader(destination, sampleEnvironment(), { credentials });
    cleanUp(async () => reader?.close());
    expect(await reader?.get('/api/public/traces/1?a=b', signal)).toMatchObject({
      kind: 'answer',
      status: 200,
      body: '{"path":"/api/public/traces/1?a=b"}',
    });
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET' });
    expect('authorization' in (server.requests.at(-1)?.headers ?? {})).toBe(credentials);
    await expect(reader?.get('@elsewhere.invalid/', signal)).rejects.toThrow(TypeError);
  }
});

test('trusts what the destination trusts, and names the fault otherwise', async () => {
  const tls = { cert: certificate('server.pem'), key: certificate('server-key.pem') };
  const server = await httpReceiver(undefined, tls);
  const get = async (overrides: object) => {
    const destination = sampleDestination(server.origin, 'http/protobuf', overrides);
    return createHttpReader(destination, sampleEnvironment(), { credentials: false })?.get('/', signal);
  };
  expect(await get({ tls: { caCertificate: certificatePath('authority.pem') } })).toMatchObject({ status: 200 });
  expect(await get({})).toMatchObject({ kind: 'failed', fault: { code: 'tls_untrusted' } });
});

test('what the server echoes of the credentials is cut out', async () => {
  const server = await httpReceiver((request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: `unknown: ${request.headers.authorization ?? ''}` }));
  });
  const destination = sampleDestination(server.origin, 'http/protobuf', CREDENTIALS);
  const answer = await createHttpReader(destination, sampleEnvironment(), { credentials: true })?.get('/', signal);
  expect(answer).toMatchObject({ status: 401, said: 'unknown: [redacted]' });
});

test('the head of every answer is told', async () => {
  const server = await httpReceiver((_request, response) => {
    response.writeHead(503, { date: 'Thu, 01 Jan 2026 00:00:00 GMT' }).end();
  });
  const heads: AnswerHead[] = [];
  const environment = sampleEnvironment({ onAnswer: (head) => heads.push(head) });
  const exporter = createExporter(sampleDestination(server.origin), environment);
  cleanUp(() => exporter.close());
  await exporter.export('traces', [sampleSpanItem(1)], signal);
  expect(heads).toEqual([{ status: 503, date: 'Thu, 01 Jan 2026 00:00:00 GMT' }]);
});
