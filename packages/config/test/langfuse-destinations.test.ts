import { expect, test } from '@jest/globals';
import { CLOUD, KEYS, langfuse, summary } from './support/destination-summary.ts';
import { BASIC, load } from './support/workspace.ts';

/** Name, `[otel]` document, environment, destinations. */
const DESTINATIONS: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly object[]])[] = [
  ['nothing', '', {}, []],
  ['an environment without config', '', { ...KEYS, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://o.example' }, []],
  ['"none"', 'exporter = "none"', KEYS, []],
  ['"none" beside a table', 'exporter = "none"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example"', {}, []],
  ['"statsig"', 'metrics_exporter = "statsig"', {}, []],
  ['keys alone', 'exporter = "langfuse"', KEYS, [langfuse(CLOUD)]],
  [
    'keys and LANGFUSE_BASE_URL',
    'exporter = "langfuse"',
    { ...KEYS, LANGFUSE_BASE_URL: 'https://us.cloud.langfuse.com/' },
    [langfuse({ traces: 'https://us.cloud.langfuse.com/api/public/otel/v1/traces' })],
  ],
  [
    'keys and LANGFUSE_HOST',
    'exporter = "langfuse"',
    { ...KEYS, LANGFUSE_HOST: 'http://localhost:3000' },
    [langfuse({ traces: 'http://localhost:3000/api/public/otel/v1/traces' })],
  ],
  ['an empty langfuse table', '[otel.exporter.langfuse]', KEYS, [langfuse(CLOUD)]],
  [
    '"langfuse" beside its table',
    'exporter = "langfuse"\n[otel.exporter.langfuse]\nregion = "us"',
    KEYS,
    [langfuse({ traces: 'https://us.cloud.langfuse.com/api/public/otel/v1/traces' })],
  ],
  [
    '"langfuse" beside another table',
    'exporter = "langfuse"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example"',
    KEYS,
    [langfuse(CLOUD)],
  ],
  ...(['eu', 'us', 'jp', 'hipaa'] as const).map(
    (region) =>
      [
        `region ${region}`,
        `exporter = { langfuse = { region = "${region}", public_key = "pk-lf-1", secret_key = "s" } }`,
        {},
        [
          langfuse({
            traces: `https://${region === 'eu' ? '' : `${region}.`}cloud.langfuse.com/api/public/otel/v1/traces`,
          }),
        ],
      ] as const,
  ),
  ...[
    ['https://lf.example', 'https://lf.example'],
    ['https://lf.example/', 'https://lf.example'],
    ['https://lf.example/tools/langfuse', 'https://lf.example/tools/langfuse'],
    ['https://lf.example/tools/langfuse//', 'https://lf.example/tools/langfuse'],
    ['https://lf.example/api/public/otel', 'https://lf.example'],
    ['https://lf.example/x/api/public/otel/v1/traces/', 'https://lf.example/x'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ].map(
    ([written, base]) =>
      [
        `langfuse at ${written}`,
        `[otel.exporter.langfuse]\nbase_url = "${written}"`,
        KEYS,
        [langfuse({ traces: `${base}/api/public/otel/v1/traces` })],
      ] as const,
  ),
  ...[
    ['https://cloud.langfuse.com', CLOUD.traces],
    ['https://CLOUD.langfuse.com/', CLOUD.traces],
    ['https://cloud.langfuse.com/api/public/otel/', CLOUD.traces],
    ['https://cloud.langfuse.com/api/public/otel/v1/traces', CLOUD.traces],
    ['http://localhost:4400/api/public/otel', 'http://localhost:4400/api/public/otel/v1/traces'],
    ['https://lf.example/p/api/public/otel', 'https://lf.example/p/api/public/otel/v1/traces'],
  ].map(
    ([written, traces]) =>
      [
        `otlp-http at the Langfuse ${written}`,
        `[otel.exporter.otlp-http]\nendpoint = "${written}"\nheaders = { authorization = "${BASIC}" }`,
        {},
        [langfuse({ traces })],
      ] as const,
  ),
  [
    'otlp-http at a Langfuse with keys of the environment',
    '[otel.exporter.otlp-http]\nendpoint = "https://lf.example/api/public/otel"',
    KEYS,
    [langfuse({ traces: 'https://lf.example/api/public/otel/v1/traces' })],
  ],
  [
    'otlp-http at a Langfuse with another header and keys of the environment',
    '[otel.exporter.otlp-http]\nendpoint = "https://lf.example/api/public/otel"\nheaders = { X-Langfuse-Ingestion-Version = "4" }',
    KEYS,
    [langfuse({ traces: 'https://lf.example/api/public/otel/v1/traces' })],
  ],
];

test.each(DESTINATIONS)('makes destinations of %s', (_name, otel, env, expected) => {
  const { config, warnings } = load({ user: `[otel]\n${otel}`, env });
  expect(warnings.filter(({ code }) => code === 'otel_disabled' || code === 'unknown_key')).toEqual([]);
  expect(config.otel.destinations.map(summary)).toEqual(expected);
});
