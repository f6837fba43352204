import { expect, test } from '@jest/globals';
import { ConfigError, fixConfigSource } from '../src/index.ts';
import { parseToml } from '../src/toml/parse-toml.ts';
import { scanStatements } from '../src/toml/scan-statements.ts';
import { load } from './support/workspace.ts';

const PIECES = [
  ...'\n\n\n\r\t =.,#"\'[]{}\\01-+_:aTe\u00e9\u0000\uFEFF\uD83D\uE000\uE001',
  '"""',
  "'''",
  '[[',
  ']]',
  ' = ',
  '\r\n',
  '[otel]\n',
  'exporter = ',
  '"otlp-http"',
  '[otel.exporter."otlp-http"]\n',
  '[otel.exporter]\n',
  '"none"',
  'otel.exporter = ',
  'otlp-http',
  'endpoint = "https://o.example"\n',
  'headers = { a = "b" }\n',
  '__proto__',
  'toString',
  'constructor',
  'true',
  'inf',
  '1979-05-27T07:32:00Z',
  '0x',
  '\\u0041',
  '\\U00110000',
  '[profiles.p.otel]\n',
  'a = 1\n',
  'a.b = 2\n',
  '# c\n',
  '{ a = 1 }',
  '[1, 2]',
];

/** A small linear congruential generator: the same inputs in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomDocument(random: (below: number) => number): string {
  return Array.from({ length: 1 + random(12) }, () => PIECES[random(PIECES.length)] ?? '').join('');
}

/** What is wrong with how a document is read; undefined when it is read, or refused at a place within it. */
function problemOf(source: string): string | undefined {
  const text = source.replace(/^\uFEFF/, '');
  try {
    parseToml(source, { layer: 'user', file: 'f' });
  } catch (error) {
    if (!ConfigError.isInstance(error)) return `threw ${String(error)}`;
    const { line = 0, column = 0 } = error.origin ?? {};
    const shown = text.split('\n')[line - 1];
    return shown !== undefined && column >= 1 && column <= shown.length + 1
      ? undefined
      : `is refused at ${line}:${column}`;
  }
  // What the parser takes the scanner has read to the end: no key escapes it.
  if (scanStatements(text).stoppedAt !== undefined) return 'was not scanned to its end';
  const { fixed } = fixConfigSource(source);
  return fixConfigSource(fixed).changed ? 'is not fixed by one fix' : undefined;
}

test('twenty thousand random documents: either a tree or an error at a place in the text', () => {
  const random = createRandom(20_240_607);
  const objectKeys = Object.getOwnPropertyNames(Object.prototype);
  const documents = Array.from({ length: 20_000 }, () => randomDocument(random));
  const problems = documents.flatMap((source) => {
    const problem = problemOf(source);
    return problem === undefined ? [] : [`${JSON.stringify(source)} ${problem}`];
  });
  expect(problems).toEqual([]);
  const accepted = documents.filter((source) => isToml(source)).length;
  expect(accepted).toBeGreaterThan(500);
  expect(accepted).toBeLessThan(19_000);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(objectKeys);
  expect(Object.getOwnPropertyNames(Object.prototype.toString).toSorted()).toEqual(['length', 'name']);
});

function isToml(source: string): boolean {
  try {
    parseToml(source, { layer: 'user' });
    return true;
  } catch {
    return false;
  }
}

test('random -c pairs: a configuration or a ConfigError', () => {
  const random = createRandom(7);
  const keys = ['otel.exporter', 'otel', 'model', 'a.b', 'otel.capture', 'model_providers'];
  const problems = Array.from({ length: 500 }, () => `${keys[random(keys.length)]}=${randomDocument(random)}`).filter(
    (pair) => {
      try {
        return load({ overrides: [pair] }).config.otel === undefined;
      } catch (error) {
        return !ConfigError.isInstance(error);
      }
    },
  );
  expect(problems).toEqual([]);
});
