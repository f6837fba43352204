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
    'a signal for another signal',
    'trace_exporter = { otlp-http = { endpoint = "https://o.example/v1/logs" } }',
    {},
    2,
    /names logs only, but traces is/,
    /URL of that signal/,
  ],
  [
    'an empty signals list',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nsignals = []',
    {},
    4,
    /list of signals/,
    /signals = /,
  ],
  [
    'an unknown signal',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nsignals = ["trace"]',
    {},
    4,
    /one of "traces"/,
    /"traces"/,
  ],
  [
    'a taken name',
    '[otel.destinations.logs.otlp-http]\nendpoint = "https://o.example"',
    {},
    2,
    /name is taken/,
    /default/,
  ],
  [
    'a destination of two kinds',
    '[otel.destinations.a.otlp-http]\nendpoint = "https://o.example"\n[otel.destinations.a.langfuse]\nregion = "us"',
    KEYS,
    2,
    /names 2 exporters/,
    /Keep one/,
  ],
  ['an unknown capture level', 'capture = "all"', {}, 2, /one of "metadata", "redacted", "full"/, /capture = /],
  ['an unknown capture kind level', 'capture = { prompts = "ful" }', {}, 2, /prompts: must be one of/, /"full"/],
  ['a negative tool result', '[otel.tool_result]\nmax_bytes = -1', {}, 3, /at least 0/, /digits/],
  ['a huge integer', '[otel.tool_result]\nmax_bytes = 9223372036854775807', {}, 3, /whole number/, /digits/],
  ['an integer beyond 64 bits', 'interval_ms = 18446744073709551621', {}, 2, /whole number/, /digits/],
  ['a fraction', 'interval_ms = 1.5', {}, 2, /whole number/, /digits/],
  ['a text as boolean', 'log_user_prompt = "yes"', {}, 2, /true or false/, /without quotes/],
  ['a bad duration', '[otel.journal]\nmax_age = "30 days"', {}, 3, /a duration/, /30d/],
  ['a bad pattern', '[otel.redact]\npatterns = ["("]', {}, 3, /invalid pattern/, /regular expression/],
  [
    'a pattern that looks ahead',
    "[otel.redact]\npatterns = ['ok', 'a(?=b)']",
    {},
    3,
    /patterns\[1\]: is an invalid pattern/,
    /lookaround/,
  ],
  ['a bad delivery', 'delivery = "now"', {}, 2, /one of "background"/, /delivery/],
  ['a bad compression', 'compression = "zstd"', {}, 2, /one of "gzip", "none"/, /gzip/],
  ['tags that are no list', 'tags = "a"', {}, 2, /a list of texts/, /tags = \[/],
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
