/** Draws a whole number from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** A small linear congruential generator: the same inputs in every run. */
export function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES: readonly string[] = [
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

/** Pieces of TOML in any order: seldom a document, mostly almost one. */
export function randomDocument(random: Random): string {
  return Array.from({ length: 1 + random(12) }, () => pick(PIECES, random)).join('');
}

/** A document that is TOML for the most part, with keys that mean something and values that may not. */
export function randomConfig(random: Random, tables: readonly ConfigTable[]): string {
  const lines = Array.from({ length: 1 + random(5) }, () => {
    const { header, keys } = pick(tables, random);
    const settings = Array.from({ length: random(5) }, () => {
      const { name, example } = pick(keys, random);
      return `${name} = ${random(3) === 0 ? pick(VALUES, random) : example}`;
    });
    return [...(header === '' ? [] : [`[${header}]`]), ...settings];
  });
  const text = lines.flat().join('\n');
  if (random(4) > 0) return text;
  const at = random(text.length + 1);
  return `${text.slice(0, at)}${pick(PIECES, random)}${text.slice(at + random(3))}`;
}

export interface ConfigTable {
  readonly header: string;
  readonly keys: readonly { readonly name: string; readonly example: string }[];
}

const VALUES: readonly string[] = [
  '""',
  '"x"',
  '"none"',
  '"http://o.example"',
  '"http://localhost:1"',
  '"https://u:p@o.example"',
  '"${A}"',
  '"${B:-c}"',
  '"${"',
  '0',
  '-1',
  '9223372036854775807',
  '1e308',
  'nan',
  'true',
  '[]',
  '["", 1]',
  '{}',
  '{ env = "A" }',
  '{ file = "none" }',
  '{ a = { b = "c" } }',
  '1979-05-27',
  '"\\u0000"',
  '"\\n"',
];

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
