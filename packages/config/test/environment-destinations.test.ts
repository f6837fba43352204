import { expect, test } from '@jest/globals';
import { KEYS, allSignals, http, summary } from './support/destination-summary.ts';
import { load } from './support/workspace.ts';

/** Name, `[otel]` document, environment, destinations. */
const DESTINATIONS: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly object[]])[] = [
  [
    'an endpoint of the environment',
    'exporter = "otlp-http"',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://o.example/x/' },
    [http(allSignals('https://o.example/x'))],
  ],
  [
    'an endpoint per signal of the environment',
    '[otel.exporter.otlp-http]\nsignals = ["traces"]',
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://o.example/custom' },
    [http({ traces: 'https://o.example/custom' })],
  ],
  [
    'headers of the environment',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"',
    { OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b,api=c' },
    [http({ logs: 'https://o.example/v1/logs' }, ['api', 'x-key'])],
  ],
  [
    'headers of the config before those of the environment',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\nheaders = { a = "1" }',
    { OTEL_EXPORTER_OTLP_HEADERS: 'b=2' },
    [http({ logs: 'https://o.example/v1/logs' }, ['a'])],
  ],
  [
    "headers that belong to the environment's own endpoint",
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"',
    { OTEL_EXPORTER_OTLP_HEADERS: 'b=2', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://other.example' },
    [http({ logs: 'https://o.example/v1/logs' })],
  ],
  [
    'headers of a named endpoint are lower-cased',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\nheaders = { "X-Api-Key" = "1" }',
    {},
    [http({ logs: 'https://o.example/v1/logs' }, ['x-api-key'])],
  ],
  ['OTEL_SDK_DISABLED', 'exporter = "langfuse"', { ...KEYS, OTEL_SDK_DISABLED: 'true' }, []],
  [
    'plain http when allowed by name',
    '[otel.exporter.otlp-http]\nendpoint = "http://o.example/v1/logs"\nallow_insecure = true\nheaders = { a = "1" }',
    {},
    [http({ logs: 'http://o.example/v1/logs' }, ['a'])],
  ],
  [
    'plain http without credentials',
    '[otel.exporter.otlp-http]\nendpoint = "http://o.example/v1/logs"',
    {},
    [http({ logs: 'http://o.example/v1/logs' })],
  ],
  [
    'plain http on this machine',
    '[otel.exporter.otlp-http]\nendpoint = "http://127.9.9.9:1/v1/logs"\nheaders = { a = "1" }',
    {},
    [http({ logs: 'http://127.9.9.9:1/v1/logs' }, ['a'])],
  ],
  [
    'everything of the real Codex',
    'log_user_prompt = true\nlog_agent_responses = true\nlog_guardian_assessments = false\nmetrics_exporter = "none"\n[otel.tool_result]\nmax_bytes = 2048\n[otel.span_attributes]\na = "b"\n[otel.tracestate.vendor]\nk = "v"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\nprotocol = "json"',
    {},
    [http({ logs: 'https://o.example/v1/logs' })],
  ],
];

test.each(DESTINATIONS)('makes destinations of %s', (_name, otel, env, expected) => {
  const { config, warnings } = load({ user: `[otel]\n${otel}`, env });
  expect(warnings.filter(({ code }) => code === 'otel_disabled' || code === 'unknown_key')).toEqual([]);
  expect(config.otel.destinations.map(summary)).toEqual(expected);
});
