import { expect, test } from '@jest/globals';
import { KEYS } from './support/destination-summary.ts';
import { load } from './support/workspace.ts';

/** Name, `[otel]` document, environment, line of the file, words of the message, words of the hint. */
const REFUSED: readonly (readonly [
  string,
  string,
  Readonly<Record<string, string>>,
  number | undefined,
  RegExp,
  RegExp,
])[] = [
  ['an unknown exporter', 'exporter = "otlp-htpp"', {}, 2, /no exporter "otlp-htpp"/, /"otlp-http"/],
  [
    'an unknown exporter table',
    '[otel.exporter.otel-http]\nendpoint = "x"',
    {},
    2,
    /no exporter "otel-http"/,
    /"otlp-http"/,
  ],
  [
    'an unknown exporter table beside a known one',
    '[otel.exporter.otlp-http]\nendpoint = "https://a"\n[otel.exporter.otlp-grcp]\nendpoint = "https://b"',
    {},
    4,
    /no exporter "otlp-grcp"/,
    /"otlp-grpc"/,
  ],
  [
    'two exporters',
    '[otel.exporter.otlp-http]\nendpoint = "https://a"\n[otel.exporter.otlp-grpc]\nendpoint = "https://b"',
    {},
    2,
    /names 2 exporters/,
    /destinations/,
  ],
  ['an empty exporter table', '[otel.exporter]', {}, 2, /names no exporter/, /langfuse/],
  ['a number as exporter', 'exporter = 1', {}, 2, /names no exporter/, /langfuse/],
  [
    'an exporter that is no table',
    'exporter = { otlp-http = "https://o.example" }',
    {},
    2,
    /must be a table/,
    /\[otel\.exporter\.otlp-http\]/,
  ],
  ['a name without its table', 'exporter = "otlp-http"', {}, 2, /endpoint: is missing/, /OTEL_EXPORTER_OTLP_ENDPOINT/],
  ['gRPC without endpoint', 'exporter = "otlp-grpc"', {}, 2, /endpoint: is missing/, /endpoint = /],
  ['a file without path', 'exporter = "otlp-file"', {}, 2, /path: is missing/, /path = /],
  ['a langfuse without keys', 'exporter = "langfuse"', {}, 2, /has no keys/, /LANGFUSE_PUBLIC_KEY/],
  [
    'half a pair of keys',
    'exporter = "langfuse"',
    { LANGFUSE_SECRET_KEY: 'x' },
    2,
    /only the other half/,
    /LANGFUSE_PUBLIC_KEY/,
  ],
  [
    'half a written pair',
    '[otel.exporter.langfuse]\npublic_key = "pk-lf-1"',
    {},
    2,
    /secret_key: is missing/,
    /LANGFUSE_SECRET_KEY/,
  ],
  [
    'a secret of another project',
    '[otel.exporter.langfuse]\npublic_key = "pk-lf-2"',
    KEYS,
    2,
    /secret_key: is missing/,
    /same project/,
  ],
  [
    "keys of the environment's other Langfuse",
    '[otel.exporter.langfuse]\nbase_url = "https://lf.example"',
    { ...KEYS, LANGFUSE_BASE_URL: 'https://cloud.langfuse.com' },
    2,
    /has no keys/,
    /LANGFUSE_/,
  ],
  [
    'region and base_url',
    '[otel.exporter.langfuse]\nregion = "us"\nbase_url = "https://lf.example"',
    KEYS,
    3,
    /beside base_url/,
    /Keep one/,
  ],
  ['an unknown region', '[otel.exporter.langfuse]\nregion = "usa"', KEYS, 3, /one of "eu"/, /"us"/],
  [
    'a Langfuse URL that is no OTLP URL',
    '[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com/api/public/ingestion"',
    KEYS,
    3,
    /no URL at which a Langfuse/,
    /api\/public\/otel/,
  ],
  [
    'a project page of Langfuse',
    '[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com/project/x"',
    KEYS,
    3,
    /no URL at which a Langfuse/,
    /base URL/,
  ],
  [
    'gRPC to a Langfuse',
    '[otel.exporter.otlp-grpc]\nendpoint = "https://cloud.langfuse.com"',
    KEYS,
    3,
    /does not speak gRPC/,
    /otlp-http/,
  ],
  [
    'gRPC with a path',
    '[otel.exporter.otlp-grpc]\nendpoint = "https://o.example/v1/logs"',
    {},
    3,
    /host:port without a path/,
    /otlp-http/,
  ],
  [
    'a wrong protocol',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nprotocol = "protobuf"',
    {},
    4,
    /one of "binary", "json"/,
    /"binary"/,
  ],
  [
    'an endpoint that is no URL',
    '[otel.exporter.otlp-http]\nendpoint = "o.example"',
    {},
    3,
    /is not a URL/,
    /https:\/\//,
  ],
  [
    'an endpoint of another scheme',
    '[otel.exporter.otlp-http]\nendpoint = "ftp://o.example"',
    {},
    3,
    /https:\/\/ or http/,
    /https/,
  ],
  [
    'a password in the endpoint',
    '[otel.exporter.otlp-http]\nendpoint = "https://u:p@o.example"',
    {},
    3,
    /user name or password/,
    /endpoint = /,
  ],
  ['an empty endpoint', '[otel.exporter.otlp-http]\nendpoint = ""', {}, 3, /not empty/, /value/],
  ['a number as endpoint', '[otel.exporter.otlp-http]\nendpoint = 4318', {}, 3, /text in quotes/, /endpoint = "/],
  [
    'an endpoint of the environment that is no URL',
    'exporter = "otlp-http"',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'nope' },
    undefined,
    /OTEL_EXPORTER_OTLP_ENDPOINT: is not a URL/,
    /Correct/,
  ],
];

test.each(REFUSED)('turns telemetry off for %s, and is fatal with strict', (_name, otel, env, line, message, hint) => {
  const user = `[otel]\n${otel}`;
  const { config, warnings } = load({ user, env });
  expect(config.otel.destinations).toEqual([]);
  const warning = warnings.find(({ code }) => code === 'otel_disabled');
  expect(warning?.message).toMatch(message);
  expect(warning?.message).toMatch(/^telemetry is off: /);
  expect(warning?.hint).toMatch(hint);
  expect(warning?.origin?.line).toBe(line);
  expect(() => load({ user, env, strict: true })).toThrow(message);
});
