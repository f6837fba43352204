import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeConfig } from '../src/index.ts';
import { load } from './support/workspace.ts';

test('shows every value with layer, file and line, secrets by their source', () => {
  const user =
    'model = "m"\n[otel]\nexporter = "otlp-http"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs?token=abc"\nheaders = { Authorization = "${AUTH}" }\n';
  const loaded = load({ user, env: { AUTH: 'secret' }, overrides: ['sandbox_mode=workspace-write'] });
  const { values, warnings } = describeConfig(loaded);
  const file = join(loaded.root, '.codex/config.toml');
  const byKey = Object.fromEntries(values.map((value) => [value.key, value]));
  expect(byKey['model']).toEqual({ key: 'model', value: 'm', layer: 'user', file, line: 1 });
  expect(byKey['sandbox_mode']).toEqual({ key: 'sandbox_mode', value: 'workspace-write', layer: 'override' });
  expect(byKey['approval_policy']).toEqual({ key: 'approval_policy', value: 'on-request', layer: 'default' });
  expect(byKey['otel.exporter.otlp-http.endpoint']).toEqual({
    key: 'otel.exporter.otlp-http.endpoint',
    value: 'https://o.example/v1/logs?token=[redacted]',
    layer: 'user',
    file,
    line: 5,
  });
  expect(byKey['otel.exporter.otlp-http.headers.Authorization']).toEqual({
    key: 'otel.exporter.otlp-http.headers.Authorization',
    value: '[redacted]',
    layer: 'user',
    file,
    line: 6,
    source: 'env AUTH',
  });
  expect(warnings).toMatchObject([{ code: 'exporter_form_normalised', file, line: 3 }]);
  expect(values.map(({ key }) => key)).toEqual(values.map(({ key }) => key).toSorted());
  expect(new Set(values.map(({ key }) => key)).size).toBe(values.length);
});

test('a value that the environment filled in says so', () => {
  const env = {
    LANGFUSE_PUBLIC_KEY: 'pk-lf-1',
    LANGFUSE_SECRET_KEY: 'secret',
    LANGFUSE_BASE_URL: 'https://lf.example',
  };
  const { values } = describeConfig(load({ user: '[otel]\nexporter = "langfuse"', env }));
  const byKey = Object.fromEntries(values.map((value) => [value.key, value]));
  expect(byKey['otel.exporter.langfuse.base_url']).toMatchObject({
    value: 'https://lf.example/',
    layer: 'environment',
    source: 'env LANGFUSE_BASE_URL',
  });
  expect(byKey['otel.exporter.langfuse.secret_key']).toMatchObject({
    value: '[redacted]',
    layer: 'environment',
    source: 'env LANGFUSE_SECRET_KEY',
  });
});

test('of a telemetry section that is off nothing is shown as in force', () => {
  const { values, warnings } = describeConfig(load({ user: '[otel]\nlog_user_prompt = true\nexporter = "nope"' }));
  expect(values.filter(({ key }) => key.startsWith('otel'))).toEqual([]);
  expect(warnings).toMatchObject([{ code: 'otel_disabled', line: 3 }]);
});
