import { describe, expect, test } from '@jest/globals';
import { ConfigError, setLangfuseExporter } from '../src/index.ts';

const SETTINGS = { place: { region: 'us' }, publicKey: 'pk-lf-1', secretKeyFile: 'langfuse-secret-key' } as const;
const ADDED = `[otel.exporter.langfuse]
region = "us"
public_key = "pk-lf-1"
secret_key = { file = "langfuse-secret-key" }
`;

function change(source: string, replace = false): string {
  const result = setLangfuseExporter(source, SETTINGS, { replace });
  if (result.kind !== 'changed') throw new Error(result.kind);
  return result.source;
}

describe('without an exporter a table is added at the end and nothing else changes', () => {
  test.each([
    ['an empty file', '', ADDED],
    ['other settings', '# mine\nmodel = "x" # why\n', `# mine\nmodel = "x" # why\n\n${ADDED}`],
    [
      '[otel]',
      '[otel]\nenvironment = "dev"\n[tools]\na = 1',
      `[otel]\nenvironment = "dev"\n[tools]\na = 1\n\n${ADDED}`,
    ],
    ['dotted keys', 'otel.environment = "dev"\n', `otel.environment = "dev"\n\n${ADDED}`],
    ['"none"', '[otel]\nexporter = "none" # off\nenvironment = "a"\n', `[otel]\nenvironment = "a"\n\n${ADDED}`],
    ['another signal', '[otel]\nlog_exporter = "console"\n', `[otel]\nlog_exporter = "console"\n\n${ADDED}`],
  ])('%s', (_name, source, expected) => {
    expect(change(source)).toBe(expected);
  });

  test('line ends and byte order mark stay', () => {
    expect(change('\uFEFFmodel = "x"\r\n')).toBe(`\uFEFFmodel = "x"\r\n\r\n${ADDED.replaceAll('\n', '\r\n')}`);
  });
});

describe('an exporter is replaced only when asked', () => {
  const source = `[otel]
exporter = "otlp-http"
# keep me
environment = "dev"

[otel.exporter."otlp-http"]
endpoint = "https://collector.example"
headers = { Authorization = "Bearer planted-secret" }

[profiles.work]
model = "y"
`;

  test('refused', () => {
    expect(setLangfuseExporter(source, SETTINGS, { replace: false })).toEqual({
      kind: 'exists',
      settings: [
        { key: 'otel.exporter', line: 2 },
        { key: 'otel.exporter.otlp-http', line: 6 },
        { key: 'otel.exporter.otlp-http.endpoint', line: 7 },
        { key: 'otel.exporter.otlp-http.headers', line: 8 },
      ],
    });
  });

  test('replaced, with comments and all else kept', () => {
    expect(change(source, true)).toBe(`[otel]
# keep me
environment = "dev"


[profiles.work]
model = "y"

${ADDED}`);
  });

  test('an exporter of traces alone counts', () => {
    const own = '[otel]\ntrace_exporter = { otlp-http = { endpoint = "https://a.example" } }\n';
    expect(setLangfuseExporter(own, SETTINGS, { replace: false })).toMatchObject({ kind: 'exists' });
    expect(change(own, true)).toBe(`[otel]\n\n${ADDED}`);
  });
});

test('an inline [otel] is said to be in the way', () => {
  expect(setLangfuseExporter('\notel = { environment = "dev" }\n', SETTINGS, { replace: true })).toEqual({
    kind: 'not-editable',
    setting: { key: 'otel', line: 2 },
  });
});

test('values cannot break out of their strings', () => {
  const place = { baseUrl: 'https://a.example/"\n[evil]\nx = 1' };
  const result = setLangfuseExporter('', { ...SETTINGS, place }, { replace: false });
  expect(result).toMatchObject({ kind: 'changed' });
  expect(result.kind === 'changed' && result.source).not.toMatch(/^\[evil\]/m);
});

test('a file that is not TOML is refused', () => {
  expect(() => setLangfuseExporter('model = = 1\n', SETTINGS, { replace: false })).toThrow(ConfigError);
});
