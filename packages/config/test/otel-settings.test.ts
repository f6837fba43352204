import { expect, test } from '@jest/globals';
import type { OtelConfig } from '../src/index.ts';
import { KEYS, summary } from './support/destination-summary.ts';
import { load, onlyDestination } from './support/workspace.ts';

/** Name, `[otel]` document, environment, part of the result. */
const SETTINGS: readonly (readonly [string, string, Readonly<Record<string, string>>, Partial<OtelConfig>])[] = [
  [
    'defaults',
    '',
    {},
    {
      environment: 'dev',
      delivery: 'background',
      exitWaitMillis: 250,
      intervalMillis: 1000,
      traceName: 'codex turn',
      journal: { maxBytes: 268_435_456, maxAgeMillis: 2_592_000_000 },
    },
  ],
  ['CI', '', { CI: 'true' }, { delivery: 'wait', exitWaitMillis: 30_000 }],
  ['CI switched off', '', { CI: 'false' }, { delivery: 'background', exitWaitMillis: 250 }],
  ['CI as zero', '', { CI: '0' }, { delivery: 'background' }],
  ['CI empty', '', { CI: '' }, { delivery: 'background' }],
  ['a delivery of its own in CI', 'delivery = "next-run"', { CI: '1' }, { delivery: 'next-run', exitWaitMillis: 250 }],
  ['an exit wait of its own', 'exit_wait_ms = 5', { CI: '1' }, { delivery: 'wait', exitWaitMillis: 5 }],
  [
    'what stands on spans',
    'environment = "prod"\ntags = ["a"]\ntrace_name = "t"\nuser = { id = "u", email = "e@x" }\nspan_attributes = { a = 1, b = true }',
    {},
    {
      environment: 'prod',
      tags: ['a'],
      traceName: 't',
      user: { id: 'u', email: 'e@x' },
      spanAttributes: { a: '1', b: 'true' },
    },
  ],
  ['an environment of the environment', '', { LANGFUSE_TRACING_ENVIRONMENT: 'stage' }, { environment: 'stage' }],
  [
    'an environment of the file before that of the environment',
    'environment = "prod"',
    { LANGFUSE_TRACING_ENVIRONMENT: 'stage' },
    { environment: 'prod' },
  ],
  [
    'resource attributes over those of the environment',
    'exporter = "console"\nresource_attributes = { team = "a", "x.y" = "z" }',
    { OTEL_RESOURCE_ATTRIBUTES: 'team=b,cost=1%202' },
    { resourceAttributes: { team: 'a', cost: '1 2', 'x.y': 'z' } },
  ],
  ['tracestate', '[otel.tracestate.vendor]\nk = "v"', {}, { tracestate: { vendor: { k: 'v' } } }],
  [
    'the journal',
    'journal = { max_bytes = "1GiB", max_age = "12h" }',
    {},
    { journal: { maxBytes: 1024 ** 3, maxAgeMillis: 43_200_000 } },
  ],
  [
    'redaction',
    "redact = { patterns = ['a\\d+', '(?i)ACME-[a-z]+'], allow = ['b'] }",
    {},
    { redact: { patterns: ['a\\d+', '(?i)ACME-[a-z]+'], allow: ['b'] } },
  ],
];

test.each(SETTINGS)('reads %s', (_name, otel, env, expected) => {
  const { config, warnings } = load({ user: `[otel]\n${otel}`, env });
  expect(warnings).toEqual([]);
  expect(config.otel).toMatchObject(expected);
});

test('general batch and transport settings hold for a destination, its own go before them', () => {
  const general = 'compression = "none"\ntimeout_ms = 7\nbatch_max_items = 8\nbatch_max_bytes = "1MiB"';
  expect(onlyDestination({ user: `[otel]\n${general}\nexporter = "langfuse"`, env: KEYS })).toMatchObject({
    compression: 'none',
    timeoutMillis: 7,
    batchMaxItems: 8,
    batchMaxBytes: 1_048_576,
  });
  expect(
    onlyDestination({
      user: `[otel]\n${general}\nexporter = { langfuse = { compression = "gzip", timeout_ms = 9 } }`,
      env: KEYS,
    }),
  ).toMatchObject({ compression: 'gzip', timeoutMillis: 9, batchMaxItems: 8 });
  expect(
    onlyDestination({
      user: '[otel]\nexporter = "langfuse"',
      env: { ...KEYS, OTEL_EXPORTER_OTLP_TIMEOUT: '11', OTEL_EXPORTER_OTLP_COMPRESSION: 'snappy' },
    }),
  ).toMatchObject({ compression: 'gzip', timeoutMillis: 11 });
});

test('a wrong attribute is left out with a warning, and nothing else is lost', () => {
  const { config, warnings } = load({
    user: '[otel]\nspan_attributes = { a = [], b = "c" }\n[otel.tracestate]\n"bad key" = { a = "b" }\nvendor = { a = "x;y" }',
  });
  expect(config.otel.spanAttributes).toEqual({ b: 'c' });
  expect(config.otel.tracestate).toBeUndefined();
  expect(warnings.map(({ code }) => code)).toEqual(['invalid_attribute', 'invalid_attribute', 'invalid_attribute']);
});

test('an unknown key is a warning with the nearest known key, and an error with strict', () => {
  const user = '[otel]\nlog_user_promt = true\n[otel.exporter.langfuse]\npubic_key = "x"\n[otl]\n';
  const { warnings } = load({ user, env: KEYS });
  expect(warnings.map(({ code, hint }) => ({ code, hint }))).toEqual([
    { code: 'unknown_key', hint: 'Did you mean "public_key"?' },
    { code: 'unknown_key', hint: 'Did you mean "log_user_prompt"?' },
    { code: 'unknown_key', hint: 'Did you mean "otel"?' },
  ]);
  expect(() => load({ user, env: KEYS, strict: true })).toThrow(/pubic_key/);
});

test('a registered exporter is known by its name', () => {
  const user = '[otel.exporter.my-exporter]\nendpoint = "https://o.example/v1/traces"';
  expect(load({ user }).warnings.map(({ code }) => code)).toEqual(['otel_disabled']);
  const { config } = load({ user, exporters: ['my-exporter'] });
  expect(config.otel.destinations.map(summary)).toEqual([
    { name: 'default', kind: 'my-exporter', signals: { traces: 'https://o.example/v1/traces' }, headers: [] },
  ]);
});

test('a langfuse asked for logs only is left out with a warning', () => {
  for (const otel of [
    'log_exporter = "langfuse"',
    'exporter = { otlp-http = { endpoint = "https://lf.example/api/public/otel/v1/logs" } }',
  ]) {
    const { config, warnings } = load({ user: `[otel]\n${otel}`, env: KEYS });
    expect(config.otel.destinations).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['signal_not_taken']);
  }
});

test('warns of an Authorization that Langfuse will refuse', () => {
  const { config, warnings } = load({
    user: `[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com"\nheaders = { Authorization = "Bearer x" }`,
  });
  expect(config.otel.destinations).toHaveLength(1);
  expect(warnings.map(({ code }) => code)).toEqual(['authorization_form']);
});
