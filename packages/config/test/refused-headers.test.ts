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
  [
    'credentials over plain http',
    '[otel.exporter.otlp-http]\nendpoint = "http://o.example"\nheaders = { a = "1" }',
    {},
    3,
    /plain http/,
    /allow_insecure/,
  ],
  [
    'credentials over plain gRPC',
    '[otel.exporter.otlp-grpc]\nendpoint = "http://o.example:4317"\nheaders = { a = "1" }',
    {},
    3,
    /plain http/,
    /allow_insecure/,
  ],
  [
    'Langfuse keys over plain http',
    '[otel.exporter.langfuse]\nbase_url = "http://lf.example:3000"',
    KEYS,
    3,
    /plain http/,
    /https/,
  ],
  [
    'a host that only looks like this machine',
    '[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1.example"\nheaders = { a = "1" }',
    {},
    3,
    /plain http/,
    /https/,
  ],
  [
    'a bad header name',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { "a b" = "1" }',
    {},
    4,
    /not a header name/,
    /rename/,
  ],
  [
    'a header twice',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = "1", A = "2" }',
    {},
    4,
    /given twice/,
    /Remove/,
  ],
  [
    'a header of the exporter',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { Content-Type = "x" }',
    {},
    4,
    /exporter itself/,
    /Remove/,
  ],
  [
    'a header with a line break',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = "1\\n2" }',
    {},
    4,
    /line break/,
    /base64 -w 0/,
  ],
  [
    'a header named __proto__',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { __proto__ = "1" }',
    {},
    4,
    /not a usable name/,
    /another name/,
  ],
  [
    'a number as header',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = 1 }',
    {},
    4,
    /form in which a secret/,
    /\$\{VAR\}/,
  ],
  [
    'an unset variable',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = "${NOPE}" }',
    {},
    4,
    /variable NOPE is not set/,
    /\$\{NOPE:-default\}/,
  ],
  ['an open variable', '[otel.exporter.otlp-http]\nendpoint = "${NOPE"', {}, 3, /no variable reference/, /\$\$\{/],
  [
    'a keychain entry without a name',
    '[otel.exporter.langfuse]\nsecret_key = { keychain = "codex/" }',
    KEYS,
    3,
    /names no keychain entry/,
    /service\/name/,
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
