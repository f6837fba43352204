import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGrpcReceiver } from '@codex-langfuse/exporter/testing';
import type { WireProtocol } from '@codex-langfuse/config';
import { attributesOf, cleanUp, decoded, httpReceiver, requestTo } from './support.ts';

/** Each of these changes what a plain `NodeSDK` with official exporters sends, or whether it sends. */
const LEAKS = {
  OTEL_SDK_DISABLED: 'true',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-vendor-key=leaked',
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-vendor-traces-key=leaked',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1',
  OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  OTEL_EXPORTER_OTLP_TIMEOUT: '1',
  OTEL_EXPORTER_OTLP_CERTIFICATE: '/nonexistent',
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
  OTEL_TRACES_SAMPLER: 'always_off',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_RESOURCE_ATTRIBUTES: 'service.name=leaked,leaked=yes',
  OTEL_SERVICE_NAME: 'leaked',
  OTEL_ATTRIBUTE_COUNT_LIMIT: '3',
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '2',
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '3',
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '3',
  OTEL_BSP_MAX_QUEUE_SIZE: '1',
  OTEL_LOG_LEVEL: 'debug',
  OTEL_NODE_RESOURCE_DETECTORS: 'all',
};

async function runChild(origin: string, protocol: WireProtocol): Promise<string> {
  const script = join(import.meta.dirname, 'children', 'emit-each.mjs');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [script, origin, protocol, '--secret-arg=sk-12345'],
    { env: { ...process.env, ...LEAKS } },
  );
  return stdout + stderr;
}

const QUIET_SUCCESS = JSON.stringify({ outcome: { kind: 'flushed' }, environmentKept: true });

test.each([
  ['http/protobuf', 'protobuf'],
  ['http/json', 'json'],
] as const)('%s: OTEL_* of other vendors changes nothing', async (protocol, encoding) => {
  const receiver = await httpReceiver();
  expect(await runChild(receiver.origin, protocol)).toBe(QUIET_SUCCESS);
  expect(receiver.requests.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
  for (const { headers } of receiver.requests) {
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
    expect(headers).not.toHaveProperty('content-encoding');
  }
  const [traces] = decoded('traces', requestTo(receiver, '/v1/traces').body, encoding).resourceSpans;
  expect(attributesOf(traces?.resource)).toEqual({
    'service.name': 'greeter',
    'service.version': '1.2.3',
    'deployment.environment': 'test',
    'deployment.environment.name': 'test',
  });
  expect(traces?.scopeSpans[0]?.spans[0]?.attributes).toHaveLength(10);
  expect(traces?.scopeSpans[0]?.spans[0]?.attributes[0]?.value).toEqual({ stringValue: 'long enough' });
  const [logs] = decoded('logs', requestTo(receiver, '/v1/logs').body, encoding).resourceLogs;
  expect(logs?.scopeLogs[0]?.logRecords[0]?.attributes).toHaveLength(10);
  const [metrics] = decoded('metrics', requestTo(receiver, '/v1/metrics').body, encoding).resourceMetrics;
  expect(metrics?.scopeMetrics[0]?.metrics[0]?.sum?.aggregationTemporality).toBe(1);
  expect(receiver.requests.map(({ body }) => Buffer.from(body).toString('latin1')).join()).not.toContain('sk-12345');
});

test('grpc: OTEL_* of other vendors changes nothing', async () => {
  const receiver = await startGrpcReceiver();
  cleanUp(() => receiver.close());
  expect(await runChild(receiver.origin, 'grpc')).toBe(QUIET_SUCCESS);
  expect(receiver.calls.map(({ signal }) => signal).sort()).toEqual(['logs', 'metrics', 'traces']);
  for (const { metadata } of receiver.calls) {
    expect(Object.keys(metadata.getMap()).filter((name) => name.startsWith('x-vendor'))).toEqual([]);
  }
});

test('console: items are printed, each as it comes', async () => {
  const output = await runChild('', 'console');
  for (const text of ["name: 'greet'", "body: 'hello'", "name: 'greetings'"]) expect(output).toContain(text);
  expect(output).toContain(QUIET_SUCCESS);
});

test.each([
  ['@codex-langfuse/otel', false],
  ['@codex-langfuse/otel/provider', false],
  ['@opentelemetry/sdk-trace', true],
])('importing %s loads the SDK: %s', async (entry, expected) => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({
      load(url, context, next) {
        if (/@opentelemetry\\/(sdk|exporter)-/.test(url)) loaded.push(url);
        return next(url, context);
      },
    });
    await import('${entry}');
    process.stdout.write(JSON.stringify(loaded));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
  });
  expect(JSON.parse(stdout).length > 0).toBe(expected);
});
