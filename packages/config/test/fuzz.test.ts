import { expect, test } from '@jest/globals';
import { ConfigError, fixConfigSource } from '../src/index.ts';
import { parseToml } from '../src/toml/parse-toml.ts';
import { scanStatements } from '../src/toml/scan-statements.ts';
import { load } from './support/workspace.ts';

const PIECES = [
  ...'\n\n\n\r\t =.,#"\'[]{}\\01-+_:aTe\u00e9\u0000\uFEFF\uD83D\uE000\uE001',
  '"""', "'''", '[[', ']]', ' = ', '\r\n', '[otel]\n', 'exporter = ', '"otlp-http"', '[otel.exporter."otlp-http"]\n', '[otel.exporter]\n',
  '"none"', 'otel.exporter = ', 'otlp-http', 'endpoint = "https://o.example"\n', 'headers = { a = "b" }\n', '__proto__', 'toString', 'constructor', 'true', 'inf', '1979-05-27T07:32:00Z',
  '0x', '\\u0041', '\\U00110000', '[profiles.p.otel]\n', 'a = 1\n', 'a.b = 2\n', '# c\n', '{ a = 1 }', '[1, 2]',
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

test('twenty thousand random documents: either a tree or a ConfigError in the text, never anything else', () => {
  const random = createRandom(20_240_607);
  const objectKeys = Object.getOwnPropertyNames(Object.prototype);
  let accepted = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const source = randomDocument(random);
    try {
      const { root } = parseToml(source, { layer: 'user', file: 'f' });
      expect(root.kind).toBe('table');
      accepted += 1;
      // What the parser takes the scanner has read to the end: no key escapes it.
      expect(scanStatements(source.replace(/^\uFEFF/, '')).stoppedAt).toBeUndefined();
      const { fixed } = fixConfigSource(source);
      expect(fixConfigSource(fixed).changed && fixed !== source).toBe(false);
    } catch (error) {
      if (!ConfigError.isInstance(error)) throw new Error(`failed on ${JSON.stringify(source)}`, { cause: error });
      const { line = 0, column = 0 } = error.origin ?? {};
      const lines = source.replace(/^\uFEFF/, '').split('\n');
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    }
  }
  expect(accepted).toBeGreaterThan(500);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(objectKeys);
  expect(Object.getOwnPropertyNames(Object.prototype.toString).toSorted()).toEqual(['length', 'name']);
  expect(Object.getOwnPropertyNames(Object).includes('a')).toBe(false);
});

test('random -c pairs: a configuration or a ConfigError', () => {
  const random = createRandom(7);
  for (let round = 0; round < 500; round += 1) {
    const overrides = [`${['otel.exporter', 'otel', 'model', 'a.b', 'otel.capture', 'model_providers'][random(6)]}=${randomDocument(random)}`];
    try {
      expect(load({ overrides }).config.otel).toBeDefined();
    } catch (error) {
      if (!ConfigError.isInstance(error)) throw new Error(`failed on ${JSON.stringify(overrides)}`, { cause: error });
    }
  }
});
