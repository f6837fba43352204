import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { certificate, closedPort, grpcReceiver, httpReceiver, tcpServer } from './support.ts';

const run = promisify(execFile);

/** One request from a process of its own with these variables: its outcome and what it prints beside. */
async function exportIn(
  variables: Readonly<Record<string, string>>,
  origin: string,
  protocol: string,
  environmentEnv: Readonly<Record<string, string>> = {},
): Promise<{ readonly outcome: unknown; readonly stderr: string }> {
  const script = `
    import { createExporter } from '@codex-langfuse/exporter';
    import { sampleDestination, sampleEnvironment, sampleSpanItem } from '@codex-langfuse/exporter/testing';
    const destination = sampleDestination(process.argv[1], process.argv[2], { timeoutMillis: 3000 });
    const exporter = createExporter(destination, sampleEnvironment({ env: JSON.parse(process.argv[3]) }));
    const outcome = await exporter.export('traces', [sampleSpanItem(1)], new AbortController().signal);
    console.log(JSON.stringify(outcome));
    await exporter.close();
  `;
  const { stdout, stderr } = await run(
    process.execPath,
    [
      '--disable-warning=DEP0123',
      '--input-type=module',
      '--eval',
      script,
      origin,
      protocol,
      JSON.stringify(environmentEnv),
    ],
    { cwd: join(import.meta.dirname, '..'), env: { ...process.env, ...variables } },
  );
  return { outcome: JSON.parse(stdout), stderr };
}

test('NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch verification off', async () => {
  const server = await httpReceiver(undefined, { cert: certificate('server.pem'), key: certificate('server-key.pem') });
  const { outcome } = await exportIn({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, server.origin, 'http/protobuf');
  expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'tls_untrusted' } });
});

test('regression: it switched it off for a proxy, which gets credentials', async () => {
  const proxy = await httpReceiver(undefined, { cert: certificate('server.pem'), key: certificate('server-key.pem') });
  const env = { HTTPS_PROXY: `https://user:planted@127.0.0.1:${proxy.port}` };
  const variables = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const { outcome } = await exportIn(variables, 'https://elsewhere.example', 'http/protobuf', env);
  expect(outcome).toMatchObject({
    kind: 'destination',
    fault: { code: 'tls_untrusted', message: expect.stringContaining('(the proxy: ') },
  });
});

test('OTEL_* variables of other programs add no headers and change no address', async () => {
  const server = await httpReceiver();
  const variables = {
    OTEL_EXPORTER_OTLP_HEADERS: 'x-vendor=planted',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await closedPort()}`,
    OTEL_SDK_DISABLED: 'true',
  };
  const { outcome } = await exportIn(variables, server.origin, 'http/protobuf');
  expect(outcome).toEqual({ kind: 'delivered' });
  expect(server.requests[0]?.headers['x-vendor']).toBeUndefined();
});

test('gRPC takes proxies from its environment only, as HTTP does', async () => {
  const server = await grpcReceiver();
  const proxy = `http://127.0.0.1:${await closedPort()}`;
  const variables = { grpc_proxy: proxy, http_proxy: proxy, https_proxy: proxy, no_proxy: '' };
  const { outcome } = await exportIn(variables, server.origin, 'grpc');
  expect(outcome).toEqual({ kind: 'delivered' });
});

test('regression: the gRPC library printed what a proxy answered, over the agent’s screen', async () => {
  const proxy = await tcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 407 No\r\n\r\n')));
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  const { outcome, stderr } = await exportIn({}, 'https://elsewhere.example:4317', 'grpc', env);
  expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'proxy_407' } });
  expect(stderr).toBe('');
});

test('regression: a proxy that refused a gRPC tunnel and reset the connection ended the process', async () => {
  const proxy = await tcpServer((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 407 No\r\n\r\n');
      setTimeout(() => socket.resetAndDestroy(), 5);
    }),
  );
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  for (let attempt = 0; attempt < 3; attempt += 1)
    expect(await exportIn({}, 'https://elsewhere.example:4317', 'grpc', env)).toMatchObject({
      outcome: { kind: 'destination', fault: { code: 'proxy_407' } },
      stderr: '',
    });
});
