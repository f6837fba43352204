import { expect, test } from '@jest/globals';
import { fixConfigSource } from '../src/index.ts';
import { parseToml } from '../src/toml/parse-toml.ts';
import { thrownBy } from './support/workspace.ts';

const TABLE = '[otel.exporter."otlp-http"]\nendpoint = "https://o.example" # where\n';

test.each([
  ['the form', `# top\n[otel]\nexporter = "otlp-http"\n\n${TABLE}`, `# top\n[otel]\n\n${TABLE}`],
  ['a comment behind the string', `[otel]\n  exporter = "otlp-http" # which\n${TABLE}`, `[otel]\n  # which\n${TABLE}`],
  ['the table first', `${TABLE}[otel]\nexporter = 'otlp-http'\na = 1`, `${TABLE}[otel]\na = 1`],
  ['no newline at the end', `${TABLE}[otel]\nexporter = 'otlp-http'`, `${TABLE}[otel]\n`],
  [
    'carriage returns',
    `[otel]\r\nexporter = "otlp-http"\r\n${TABLE.replaceAll('\n', '\r\n')}`,
    `[otel]\r\n${TABLE.replaceAll('\n', '\r\n')}`,
  ],
  ['a byte order mark', `\uFEFF[otel]\nexporter = "otlp-http"\n${TABLE}`, `\uFEFF[otel]\n${TABLE}`],
  [
    '"none"',
    `[otel]\nexporter = "none"\n${TABLE}# end\n[tui]\n`,
    `[otel]\nexporter = "none"\n# [otel.exporter."otlp-http"]\n# endpoint = "https://o.example" # where\n# end\n[tui]\n`,
  ],
  [
    'values over several lines',
    '[otel]\nexporter = "none"\n[otel.exporter.otlp-http]\nsignals = [\n  "logs",\n]\n',
    '[otel]\nexporter = "none"\n# [otel.exporter.otlp-http]\n# signals = [\n#   "logs",\n# ]\n',
  ],
  [
    'an unselected table',
    `[otel]\nexporter = "otlp-http"\n${TABLE}[otel.exporter.otlp-grpc]\nendpoint = "http://x"\n`,
    `[otel]\n${TABLE}# [otel.exporter.otlp-grpc]\n# endpoint = "http://x"\n`,
  ],
  [
    'inside a profile',
    `[profiles.p.otel]\nexporter = "otlp-http"\n[profiles.p.otel.exporter.otlp-http]\nendpoint = "x"\n`,
    `[profiles.p.otel]\n[profiles.p.otel.exporter.otlp-http]\nendpoint = "x"\n`,
  ],
  [
    'each signal',
    `[otel]\ntrace_exporter = "otlp-http"\nlog_exporter = "none"\n[otel.trace_exporter.otlp-http]\nendpoint = "x"\n[otel.log_exporter.otlp-http]\nendpoint = "y"\n`,
    `[otel]\nlog_exporter = "none"\n[otel.trace_exporter.otlp-http]\nendpoint = "x"\n# [otel.log_exporter.otlp-http]\n# endpoint = "y"\n`,
  ],
])('rewrites %s', (_name, source, expected) => {
  const { fixed, changed } = fixConfigSource(source);
  expect(fixed).toBe(expected);
  expect(changed).toBe(true);
  expect(fixConfigSource(fixed)).toEqual({ fixed, changed: false, changes: [] });
  // Not only is the result valid: it means the same.
  const plain = (text: string): string =>
    JSON.stringify(parseToml(text, { layer: 'user' }).root, (_key, value: unknown) =>
      value instanceof Map ? [...value].toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1)) : value,
    );
  expect(plain(fixed)).toBe(plain(source));
});

test.each([
  '',
  '# only a comment',
  '[otel]\nexporter = "none"\n',
  '[otel.exporter.otlp-http]\nendpoint = "x"',
  '\uFEFFa = 1\r\n',
])('leaves %j as it is', (source) => {
  expect(fixConfigSource(source)).toEqual({ fixed: source, changed: false, changes: [] });
});

test.each([
  '[otel]\nexporter = "otlp-grpc"\n[otel.exporter.otlp-http]\nendpoint = "x"',
  '[otel]\nexporter = otlp-http',
  '[other]\nexporter = "a"\n[other.exporter.a]\n',
])('does not touch what it does not understand: %j', (source) => {
  expect(thrownBy(() => fixConfigSource(source))).toMatchObject({ code: 'toml_syntax' });
});

test('says line by line what changes, and shows no secret', () => {
  const source = [
    '[otel]',
    'exporter = "otlp-http"',
    '  trace_exporter = "none" # off',
    '[otel.exporter.otlp-http]',
    'endpoint = "https://o.example"',
    '[otel.exporter.otlp-grpc]',
    'endpoint = "https://user:SuPer5ecret@o.example"',
    '[otel.exporter.otlp-grpc.headers]',
    'Authorization = "Basic SuPer5ecret"',
    'b = """',
    'SuPer5ecret = 1',
    '"""',
    '[otel.trace_exporter.langfuse]',
    'public_key = "pk-lf-1"',
    'secret_key = "SuPer5ecret"',
    '',
  ].join('\n');
  expect(fixConfigSource(source).changes).toEqual([
    { line: 2, before: 'exporter = "otlp-http"' },
    { line: 6, before: '[otel.exporter.otlp-grpc]', after: '# [otel.exporter.otlp-grpc]' },
    {
      line: 7,
      before: 'endpoint = "https://[redacted]@o.example"',
      after: '# endpoint = "https://[redacted]@o.example"',
    },
    { line: 8, before: '[otel.exporter.otlp-grpc.headers]', after: '# [otel.exporter.otlp-grpc.headers]' },
    { line: 9, before: 'Authorization = [redacted]', after: '# Authorization = [redacted]' },
    { line: 10, before: 'b = [redacted]', after: '# b = [redacted]' },
    { line: 11, before: '[redacted]', after: '# [redacted]' },
    { line: 12, before: '[redacted]', after: '# [redacted]' },
    { line: 13, before: '[otel.trace_exporter.langfuse]', after: '# [otel.trace_exporter.langfuse]' },
    { line: 14, before: 'public_key = [redacted]', after: '# public_key = [redacted]' },
    { line: 15, before: 'secret_key = [redacted]', after: '# secret_key = [redacted]' },
  ]);
});

test('of a line that keeps its comment the comment is shown', () => {
  const source = '[otel]\nexporter = "otlp-http" # which\n[otel.exporter.otlp-http]\nendpoint = "https://o.example"\n';
  expect(fixConfigSource(source).changes).toEqual([
    { line: 2, before: 'exporter = "otlp-http" # which', after: '# which' },
  ]);
});
