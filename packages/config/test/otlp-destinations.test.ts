import { expect, test } from '@jest/globals';
import { CLOUD, KEYS, allSignals, http, langfuse, summary } from './support/destination-summary.ts';
import { load } from './support/workspace.ts';

/** Name, `[otel]` document, environment, destinations. */
const DESTINATIONS: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly object[]])[] = [
  [
    'a base URL',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"',
    {},
    [http(allSignals('https://o.example'))],
  ],
  [
    'a base URL with a slash',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/"',
    {},
    [http(allSignals('https://o.example'))],
  ],
  [
    'a base URL with a path',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/a/otlp/"',
    {},
    [http(allSignals('https://o.example/a/otlp'))],
  ],
  [
    'a base URL with a query',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/a?b=c"',
    {},
    [
      http(
        Object.fromEntries(
          Object.entries(allSignals('https://o.example/a')).map(([signal, url]) => [signal, `${url}?b=c`]),
        ),
      ),
    ],
  ],
  ...(['traces', 'logs', 'metrics'] as const).map(
    (signal) =>
      [
        `a URL that names ${signal}`,
        `[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/${signal}"\nprotocol = "json"`,
        {},
        [http({ [signal]: `https://o.example/v1/${signal}` })],
      ] as const,
  ),
  [
    'a URL that names a signal, with a slash',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs/"',
    {},
    [http({ logs: 'https://o.example/v1/logs' })],
  ],
  [
    'a signals list',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nsignals = ["logs", "traces"]',
    {},
    [http({ traces: 'https://o.example/v1/traces', logs: 'https://o.example/v1/logs' })],
  ],
  [
    'an exporter per signal',
    'exporter = { otlp-http = { endpoint = "https://o.example" } }\nmetrics_exporter = "none"\ntrace_exporter = "langfuse"',
    KEYS,
    [http({ logs: 'https://o.example/v1/logs' }), langfuse(CLOUD, 'traces')],
  ],
  [
    'a log exporter alone',
    'log_exporter = { otlp-http = { endpoint = "https://o.example/v1/logs" } }',
    {},
    [{ name: 'logs', kind: 'otlp-http', signals: { logs: 'https://o.example/v1/logs' }, headers: [] }],
  ],
  [
    'the form for one signal',
    'trace_exporter = "otlp-http"\n[otel.trace_exporter.otlp-http]\nendpoint = "https://o.example/v1/traces"',
    {},
    [{ name: 'traces', kind: 'otlp-http', signals: { traces: 'https://o.example/v1/traces' }, headers: [] }],
  ],
  [
    'gRPC',
    '[otel.exporter.otlp-grpc]\nendpoint = "https://o.example:4317"',
    {},
    [
      {
        name: 'default',
        kind: 'otlp-grpc',
        signals: {
          traces: 'https://o.example:4317',
          logs: 'https://o.example:4317',
          metrics: 'https://o.example:4317',
        },
        headers: [],
      },
    ],
  ],
  [
    'the form for gRPC',
    'exporter = "otlp-grpc"\n[otel.exporter."otlp-grpc"]\nendpoint = "http://127.0.0.1:4317/"\nsignals = ["logs"]',
    {},
    [{ name: 'default', kind: 'otlp-grpc', signals: { logs: 'http://127.0.0.1:4317' }, headers: [] }],
  ],
  [
    'gRPC on host and port',
    '[otel.exporter.otlp-grpc]\nendpoint = "o.example:4317"\nsignals = ["logs"]',
    {},
    [{ name: 'default', kind: 'otlp-grpc', signals: { logs: 'https://o.example:4317' }, headers: [] }],
  ],
  [
    'gRPC on this machine',
    '[otel.exporter.otlp-grpc]\nendpoint = "localhost:4317"\nsignals = ["logs"]',
    {},
    [{ name: 'default', kind: 'otlp-grpc', signals: { logs: 'http://localhost:4317' }, headers: [] }],
  ],
  [
    'the console',
    'exporter = "console"',
    {},
    [{ name: 'default', kind: 'console', signals: { traces: '', logs: '', metrics: '' }, headers: [] }],
  ],
  [
    'a console for logs',
    'log_exporter = { console = {} }',
    {},
    [{ name: 'logs', kind: 'console', signals: { logs: '' }, headers: [] }],
  ],
  [
    'an absolute file',
    '[otel.exporter.otlp-file]\npath = "/tmp/o.jsonl"\nsignals = ["traces"]',
    {},
    [{ name: 'default', kind: 'otlp-file', signals: { traces: '/tmp/o.jsonl' }, headers: [] }],
  ],
  [
    'a further destination',
    'exporter = "none"\n[otel.destinations.team.otlp-http]\nendpoint = "https://o.example/v1/logs"',
    {},
    [{ name: 'team', kind: 'otlp-http', signals: { logs: 'https://o.example/v1/logs' }, headers: [] }],
  ],
  ['a further destination by name', '[otel.destinations]\nteam = "langfuse"', KEYS, [langfuse(CLOUD, 'team')]],
  [
    'signals beside the exporter',
    '[otel.destinations.team]\nsignals = ["logs"]\notlp-http = { endpoint = "https://o.example" }',
    {},
    [{ name: 'team', kind: 'otlp-http', signals: { logs: 'https://o.example/v1/logs' }, headers: [] }],
  ],
];

test.each(DESTINATIONS)('makes destinations of %s', (_name, otel, env, expected) => {
  const { config, warnings } = load({ user: `[otel]\n${otel}`, env });
  expect(warnings.filter(({ code }) => code === 'otel_disabled' || code === 'unknown_key')).toEqual([]);
  expect(config.otel.destinations.map(summary)).toEqual(expected);
});
