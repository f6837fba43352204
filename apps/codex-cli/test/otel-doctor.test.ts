import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { startGrpcReceiver } from '@codex-langfuse/exporter/testing';
import { startLangfuseLocal } from '@codex-langfuse/langfuse-local';
import { decodeLogsRequest, decodeTraceRequest } from '@codex-langfuse/otlp';
import { freePort } from './sink.ts';
import { codeOf, doctor, expectSameForPeople, SECRET } from './otel-doctor-support.ts';
import { recordTurns, tracesTo, withReceiver } from './otel-support.ts';
import { withSandbox } from './support.ts';

const CERTIFICATES = fileURLToPath(new URL('fixtures/certificates', import.meta.url));
const pem = (name: string): string => join(CERTIFICATES, `${name}.pem`);
test('sends a real span, log and metric, marked as the doctor’s, and passes', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(
      `[otel]\nenvironment = "staging"\n[otel.exporter.otlp-http]\nendpoint = "${receiver.origin}"\nprotocol = "binary"\n`,
    );
    const report = await doctor(sandbox);
    expect(report).toMatchObject({ ok: true, problems: [], destinations: [{ ok: true, headers: [] }] });
    expect(report.destinations[0]?.checks.map(({ name }) => name)).toEqual(['traces', 'logs', 'metrics', 'clock']);
    await expectSameForPeople(sandbox, report);
    const traces = receiver.requests.find(({ path }) => path === '/v1/traces');
    const decoded = decodeTraceRequest(traces?.body ?? new Uint8Array(), 'protobuf');
    if (!decoded.ok) throw new Error('the span is not OTLP');
    const [group] = decoded.value.resourceSpans;
    expect(group?.scopeSpans[0]?.spans[0]).toMatchObject({ name: 'codex otel doctor' });
    expect(group?.resource?.attributes).toEqual(
      expect.arrayContaining([
        { key: 'service.name', value: { stringValue: 'codex' } },
        { key: 'deployment.environment', value: { stringValue: 'staging' } },
      ]),
    );
    const logs = receiver.requests.find(({ path }) => path === '/v1/logs');
    expect(decodeLogsRequest(logs?.body ?? new Uint8Array(), 'protobuf')).toMatchObject({ ok: true });
    expect(receiver.requests.filter(({ path }) => path === '/v1/metrics')).toHaveLength(2);
  });
});

test('the span is read back from a Langfuse; wrong keys are told from right ones', async () => {
  await withSandbox(async (sandbox) => {
    const server = await startLangfuseLocal({ directory: join(sandbox.home, 'langfuse'), port: 0 });
    try {
      const { publicKey, secretKey } = server.keys;
      const exporter = `[otel]\n[otel.exporter.langfuse]\nbase_url = "${server.url}"\npublic_key = "${publicKey}"\n`;
      await sandbox.writeConfig(`${exporter}secret_key = { env = "KEY" }\n`);
      const report = await doctor(sandbox, [], { env: { KEY: secretKey } });
      expect(report).toMatchObject({ ok: true });
      expect(codeOf(report, 'read-back')).toBe('ok');
      await expectSameForPeople(sandbox, report, { env: { KEY: secretKey } });
      expect(JSON.stringify(report)).not.toContain(secretKey);
      expect(report.destinations[0]?.headers).toEqual(['authorization', 'x-langfuse-ingestion-version']);

      const wrong = await doctor(sandbox, [], { env: { KEY: SECRET } });
      expect(codeOf(wrong)).toBe('http_401');
      await expectSameForPeople(sandbox, wrong, { env: { KEY: SECRET } });
      expect(wrong.destinations[0]?.checks[0]?.hint).toMatch(/authorization.*region/);
    } finally {
      await server.close();
    }
  });
});

describe('read-back', () => {
  const langfuse = (origin: string): string =>
    `[otel.exporter.langfuse]\nbase_url = "${origin}/lf"\npublic_key = "pk-lf-1"\nsecret_key = "${SECRET}"\n`;

  test('Langfuse 4 without legacy tables: found by v2/observations, below a path prefix', async () => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(langfuse(receiver.origin));
      receiver.answerWith((request, response) => {
        if (request.method === 'POST') return void response.end();
        if (!request.path.startsWith('/lf/api/public/v2/observations?traceId='))
          return void response.writeHead(404).end();
        const sent = receiver.requests.findLast(({ method }) => method === 'POST');
        const decoded = decodeTraceRequest(sent?.body ?? new Uint8Array(), 'protobuf');
        const id = decoded.ok ? decoded.value.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.spanId : undefined;
        response.end(JSON.stringify({ data: [{ id }], meta: {} }));
      });
      expect(await doctor(sandbox)).toMatchObject({ ok: true });
    });
  });

  test('accepted and never visible', async () => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(langfuse(receiver.origin));
      receiver.answerWith((request, response) => response.writeHead(request.method === 'POST' ? 200 : 404).end());
      const report = await doctor(sandbox, ['--wait', '0.3']);
      expect(codeOf(report)).toBe('ok');
      expect(codeOf(report, 'read-back')).toBe('read_back_missing');
    });
  });
});

describe('what stands before an answer', () => {
  test('a name that does not exist', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(tracesTo('https://collector.invalid/v1/traces'));
      expect(codeOf(await doctor(sandbox))).toMatch(/^dns/);
    });
  });

  test('a port where nobody listens', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(tracesTo(`http://127.0.0.1:${await freePort()}/v1/traces`));
      expect(codeOf(await doctor(sandbox))).toBe('tcp_refused');
    });
  });

  test('a receiver that never answers', async () => {
    await withReceiver(
      async (sandbox, receiver) => {
        await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
        expect(codeOf(await doctor(sandbox))).toBe('http_timeout');
      },
      () => undefined,
    );
  });

  test.each([
    ['server', false, 'tls_untrusted'],
    ['other-host', true, 'tls_host'],
    ['expired', true, 'tls_expired'],
    ['server', true, 'ok'],
  ])('TLS: certificate %s, own authority named: %s', async (name, named, code) => {
    const tls = { cert: await readFile(pem(name)), key: await readFile(pem(`${name}-key`)) };
    await withReceiver(
      async (sandbox, receiver) => {
        const authority = named ? `tls = { ca-certificate = "${pem('authority')}" }\n` : '';
        await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`, authority));
        expect(codeOf(await doctor(sandbox))).toBe(code);
      },
      undefined,
      tls,
    );
  });

  test('TLS to a plain port, and an authority file that is missing', async () => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(tracesTo(`${receiver.origin.replace('http:', 'https:')}/v1/traces`));
      expect(codeOf(await doctor(sandbox))).toBe('tls');
      await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`, 'tls = { ca-certificate = "missing.pem" }\n'));
      const report = await doctor(sandbox);
      expect(report).toMatchObject({ ok: false, destinations: [], problems: [{ code: 'otel_disabled' }] });
      expect(report.problems[0]?.message).toContain('ca-certificate');
      await expectSameForPeople(sandbox, report);
    });
  });

  test('regression: Node warned on stderr of gRPC over TLS to an address', async () => {
    const tls = { cert: await readFile(pem('server')), key: await readFile(pem('server-key')) };
    await withReceiver(
      async (sandbox, receiver) => {
        await sandbox.writeConfig(
          `[otel.trace_exporter.otlp-grpc]\nendpoint = "https://127.0.0.1:${receiver.port}"\ntls = { ca-certificate = "${pem('authority')}" }\n`,
        );
        // No gRPC there, but the connection is made.
        expect(await sandbox.codex(['otel', 'doctor'])).toMatchObject({ code: 1, stderr: '' });
      },
      undefined,
      tls,
    );
  });

  test('TLS that is too old to be safe', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const tls = { cert: await readFile(pem('server')), key: await readFile(pem('server-key')), ...old };
    await withReceiver(
      async (sandbox, receiver) => {
        const authority = `tls = { ca-certificate = "${pem('authority')}" }\n`;
        await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`, authority));
        expect(codeOf(await doctor(sandbox))).toBe('tls_version');
      },
      undefined,
      tls,
    );
  });

  test('gRPC: refused credentials and a receiver without the service', async () => {
    const receiver = await startGrpcReceiver(() => ({ code: 16, details: `no ${SECRET}` }), undefined, ['traces']);
    try {
      await withSandbox(async (sandbox) => {
        await sandbox.writeConfig(
          `[otel.exporter.otlp-grpc]\nendpoint = "${receiver.origin}"\nheaders = { Authorization = "Bearer ${SECRET}" }\n`,
        );
        const report = await doctor(sandbox);
        expect([codeOf(report), codeOf(report, 'logs')]).toEqual(['grpc_16', 'grpc_12']);
      });
    } finally {
      await receiver.close();
    }
  });
});

test('telemetry off is not healthy; a URL of another signal is a problem of the configuration', async () => {
  await withSandbox(async (sandbox) => {
    expect(await doctor(sandbox)).toMatchObject({
      ok: false,
      destinations: [],
      problems: [{ code: 'no_destination', hint: expect.stringContaining('codex otel setup') }],
    });
    expect((await sandbox.codex(['otel', 'doctor'])).stdout).toContain('Telemetry is off');
    await sandbox.writeConfig('[otel.trace_exporter.otlp-http]\nendpoint = "http://127.0.0.1:1/v1/logs"\n');
    expect(await doctor(sandbox)).toMatchObject({
      ok: false,
      problems: [{ code: 'otel_disabled', message: expect.stringContaining('logs') }],
    });
  });
});

test.each(['doctor', 'flush'])(
  'regression: behind a silent name server %s ended up to ten seconds late, as it asked the system',
  async (name) => {
    await withReceiver(async (sandbox, receiver) => {
      await sandbox.writeConfig(tracesTo(`http://localhost:${receiver.port}/v1/traces`));
      recordTurns(sandbox);
      const env = { NODE_OPTIONS: `--import=${new URL('children/tell-system-lookups.mjs', import.meta.url).href}` };
      expect(await sandbox.codex(['otel', name], { env })).toMatchObject({ code: 0, stderr: '' });
      expect(receiver.requests).not.toHaveLength(0);
    });
  },
);
