import { expect, test } from '@jest/globals';
import { ConfigError } from '../src/index.ts';
import { parseToml } from '../src/toml/parse-toml.ts';
import type { ConfigNode } from '../src/tree/config-node.ts';
import { thrownBy } from './support/workspace.ts';

const FROM = { layer: 'user', file: '/home/config.toml' } as const;

function plain(node: ConfigNode): unknown {
  if (node.kind === 'value') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return new Map([...node.entries].map(([name, entry]) => [name, plain(entry)]));
}

function valueOf(source: string): unknown {
  return plain(parseToml(source, FROM).root);
}

const map = (entries: Readonly<Record<string, unknown>>): Map<string, unknown> => new Map(Object.entries(entries));

const VALID: readonly (readonly [string, string, unknown])[] = [
  ['nothing', '', map({})],
  ['blank lines', '\n\r\n \t\n', map({})],
  ['a comment only', '# nothing here', map({})],
  ['a comment with brackets and quotes', 'a = 1 # ] } " \'', map({ a: 1 })],
  ['a byte order mark', '\uFEFFa = 1', map({ a: 1 })],
  ['carriage returns', 'a = 1\r\n[b]\r\nc = "d"\r\n', map({ a: 1, b: map({ c: 'd' }) })],
  ['comments with carriage returns', '# x\r\n[b] # y\r\nc = "d" # z\r\n', map({ b: map({ c: 'd' }) })],
  ['a multi-line string with carriage returns', 'a = """\r\nx\r\ny"""\r\n', map({ a: 'x\ny' })],
  ['no newline at the end', '[a]\nb = true', map({ a: map({ b: true }) })],
  ['a literal string', "a = 'C:\\temp'", map({ a: 'C:\\temp' })],
  ['escapes', 'a = "\\u0041\\t\\"\\\\"', map({ a: 'A\t"\\' })],
  ['a multi-line string', 'a = """\nx = 1\n[b]\n"""\nc = 2', map({ a: 'x = 1\n[b]\n', c: 2 })],
  ['a multi-line literal', "a = '''\n\"\"\"\n'''", map({ a: '"""\n' })],
  ['quotes before the closing three', 'a = """x"""""\nb = 1', map({ a: 'x""', b: 1 })],
  ['a line continuation', 'a = """x \\\n   y"""', map({ a: 'x y' })],
  ['a list over lines with comments', 'a = [ # ]\n 1,\n 2, # ,\n]', map({ a: [1, 2] })],
  ['nested lists', 'a = [[1], ["x"]]', map({ a: [[1], ['x']] })],
  ['an inline table', 'a = { b = 1, "c d" = { e = "}" } }', map({ a: map({ b: 1, 'c d': map({ e: '}' }) }) })],
  ['an empty inline table', 'a = {}', map({ a: map({}) })],
  ['a list of inline tables', 'a = [{ b = 1 }, { b = 2 }]', map({ a: [map({ b: 1 }), map({ b: 2 })] })],
  ['dotted keys', 'a.b.c = 1\na . "d" = 2', map({ a: map({ b: map({ c: 1 }), d: 2 }) })],
  ['a quoted table name', '[a."b.c"]\nd = 1', map({ a: map({ 'b.c': map({ d: 1 }) }) })],
  ['a super table after its sub table', '[a.b]\nc = 1\n[a]\nd = 2', map({ a: map({ b: map({ c: 1 }), d: 2 }) })],
  ['an array of tables', '[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 2', map({ a: [map({ b: 1 }), map({ c: map({ d: 2 }) })] })],
  ['numbers', 'a = 0x1F\nb = -1_000\nc = 1e3\nd = 0.5', map({ a: 31, b: -1000, c: 1000, d: 0.5 })],
  ['an integer beyond 2^53', 'a = 9223372036854775807', map({ a: 9_223_372_036_854_775_807n })],
  ['infinity', 'a = inf', map({ a: Number.POSITIVE_INFINITY })],
  ['a leap day', 'a = 2024-02-29 # 2023-02-30', map({ a: new Date('2024-02-29') })],
  ['an empty key', '"" = 1', map({ '': 1 })],
  ['a key of another script', '"ключ" = "值"', map({ ключ: '值' })],
  ['a numeric key', '1 = 2', map({ '1': 2 })],
  ['a table named toString', '[toString]\nx = 1', map({ toString: map({ x: 1 }) })],
  ['a table named valueOf below', 'a.valueOf.b = 1', map({ a: map({ valueOf: map({ b: 1 }) }) })],
  ['a key named constructor', 'constructor = 1', map({ constructor: 1 })],
  ['a table named hasOwnProperty', '[a.hasOwnProperty]\nb = 1', map({ a: map({ hasOwnProperty: map({ b: 1 }) }) })],
  ['an escaped dangerous name', '"to\\u0053tring".x = 1', map({ toString: map({ x: 1 }) })],
  [
    'an inline dangerous name',
    'a = { constructor = { prototype = 1 } }',
    map({ a: map({ constructor: map({ prototype: 1 }) }) }),
  ],
  ['a key that looks like a marker', '"\uE000a" = 1\n"\uE001b" = 2', map({ '\uE000a': 1, '\uE001b': 2 })],
];

test.each(VALID)('reads %s', (_name, source, expected) => {
  expect(valueOf(source)).toEqual(expected);
});

test('reads a key named __proto__ as an ordinary key and touches no prototype', () => {
  const tree = valueOf('[__proto__]\npolluted = 1\n[a.__proto__]\npolluted = 2\n[toString]\npolluted = 3');
  expect([...(tree as Map<string, unknown>).keys()]).toEqual(['__proto__', 'a', 'toString']);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect(Object.hasOwn(Object.prototype.toString, 'polluted')).toBe(false);
});

/** Name, text, line, column, words of the message. */
const INVALID: readonly (readonly [string, string, number, number, RegExp])[] = [
  ['a duplicate key', 'a = 1\nb = 2\na = 3\n', 3, 1, /a is defined already in line 1/],
  ['a duplicate key of strings', 'a = "x"\na = "y"', 2, 1, /a is defined already in line 1/],
  ['a duplicate table', '[a]\nb = 1\n[a]\nc = 2', 3, 2, /a is defined already in line 1/],
  ['two [otel] tables', '[otel]\n[x]\n[otel]\n', 3, 2, /otel is defined already in line 1/],
  ['a duplicate in an inline table', 'x = { a = { b = 1 }, a = 3 }', 1, 22, /x\.a is defined already/],
  ['a table over a value', 'a = 1\n[a.b]\n', 2, 2, /a has its value in line 1 and cannot be a table too/],
  ['a dotted key over a value', 'a = 1\na.b = 2\n', 2, 1, /cannot be a table too/],
  ['a table over an inline table', 'a = { b = 1 }\n[a.c]\nd = 1', 2, 2, /cannot be a table too/],
  ['a table over an array of tables', '[[a]]\n[a]\n', 2, 2, /already/],
  ['a value over a table', '[a.b]\n[a]\nb = 1\n', 3, 1, /a\.b is defined already in line 1/],
  ['a duplicate dangerous key', 'toString = 1\ntoString = 2', 2, 1, /toString is defined already/],
  ['a bare word', '[otel]\nexporter = otlp-http\n', 2, 12, /expecting string/],
  ['a bare word first in its list', 'a = [x]', 1, 6, /expecting string/],
  ['an open string', 'a = "x\nb = 1', 1, 7, /unterminated string/],
  ['an open literal', "a = 'x", 1, 7, /unterminated string/],
  ['an open list', 'a = [1,\n 2', 2, 3, /does not end|expected/],
  ['an open inline table', 'a = { b = 1', 1, 12, /does not end/],
  ['an inline table over two lines', 'a = { b = 1,\n c = 2 }', 1, 13, /does not end in this line/],
  ['a comma at the end of an inline table', 'a = { b = 1, }', 1, 14, /trailing comma/],
  ['a missing value', 'a =', 1, 4, /without value|expecting/],
  ['a missing value with a following line', 'a =\nb = 1', 1, 4, /expecting/],
  ['a missing equals sign', 'a b', 1, 3, /expected "="/],
  ['a missing key', '= 1', 1, 1, /unexpected character "="/],
  ['a key without quotes', 'é = 1', 1, 1, /unexpected character "é"/],
  ['two values in a line', 'a = 1 b = 2', 1, 7, /till end of line/],
  ['an open header', '[a\nb = 1', 1, 3, /expected whitespace, \. or \]/],
  ['an empty header', '[]\n', 1, 2, /empty|unexpected/],
  ['text behind a header', '[a] b', 1, 5, /till end of line/],
  ['True in capitals', 'a = True', 1, 5, /expecting/],
  ['a misspelt boolean with a carriage return', 'a = 1\r\nb = tru\r\n', 2, 8, /invalid boolean/],
  ['a leading zero', 'a = 01', 1, 7, /digit/],
  ['an error behind comments with carriage returns', '# a\r\n# b\r\nc = x # d\r\n', 3, 5, /expecting/],
  ['a bad escape', 'a = "\\q"', 1, 7, /escape/],
  ['a control character', 'a = "\u0000"', 1, 6, /control/i],
  ['an error behind a byte order mark', '\uFEFFa = x', 1, 5, /expecting/],
  ['an error behind an astral character', '"😀" = x', 1, 8, /expecting/],
  ['an error behind a renamed key', 'toString = x', 1, 12, /expecting/],
  ['a carriage return alone', 'a = 1\rb = 2', 1, 6, /carriage return/],
  ['a carriage return at the end', 'a = 1\n\r', 2, 1, /carriage return/],
  ['the 30th of February', 'a = 1\nb = 2023-02-30', 2, 5, /calendar/],
  ['the 29th of February of a common year', 'a = 1900-02-29T00:00:00Z', 1, 5, /calendar/],
  ['the 31st of April', 'a = 2024-04-31', 1, 5, /calendar/],
  ['an escape sequence of a terminal', 'a = 1\n\u001B[2Jb = 1', 2, 1, /unexpected character/],
  ['a merge conflict', 'a = 1\n<<<<<<< HEAD\n', 2, 1, /unexpected character "<"/],
];

test.each(INVALID)('refuses %s at its place', (_name, source, line, column, message) => {
  const error = thrownBy(() => parseToml(source, FROM));
  expect(error).toBeInstanceOf(ConfigError);
  const { origin, excerpt, message: text, code } = error as ConfigError;
  expect(text).toMatch(message);
  expect({ code, file: origin?.file, line: origin?.line, column: origin?.column }).toEqual({
    code: 'toml_syntax',
    file: FROM.file,
    line,
    column,
  });
  expect(text.startsWith(`${FROM.file}:${line}:${column}: `)).toBe(true);
  const [shown = '', caret = ''] = (excerpt ?? '').split('\n');
  const written = (source.replace('\uFEFF', '').split('\n')[line - 1] ?? '').replace(/\r$/, '');
  expect(shown).toBe(`${line} | ${written.replace(/[^\P{Cc}\t]/gu, '\uFFFD')}`);
  expect(caret.indexOf('^')).toBe(`${line} | `.length + column - 1);
});

test('refuses an open text over several lines at its end, whose line is not shown', () => {
  const error = thrownBy(() => parseToml('a = """x\ny', FROM));
  expect(error).toMatchObject({
    code: 'toml_syntax',
    origin: { line: 2, column: 2 },
    excerpt: '2 | [redacted]\n    ^',
  });
});

test('refuses deep nesting instead of overflowing the stack', () => {
  for (const source of [
    `a = ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    `a = ${'{b='.repeat(20_000)}1${'}'.repeat(20_000)}`,
    `${'a.'.repeat(20_000)}b = 1`,
    `[${'a.'.repeat(20_000)}b]`,
  ]) {
    expect(thrownBy(() => parseToml(source, FROM))).toMatchObject({
      message: expect.stringContaining('nested too deeply'),
    });
  }
});

test('reads a text of one megabyte and a thousand tables', () => {
  const long = 'x'.repeat(1_000_000);
  const tables = Array.from({ length: 1000 }, (_, index) => `[t${index}]\na = ${index}`).join('\n');
  const tree = valueOf(`long = "${long}"\n${tables}`) as Map<string, unknown>;
  expect(tree.get('long')).toBe(long);
  expect(tree.get('t999')).toEqual(map({ a: 999 }));
});

test('knows the place of every key', () => {
  const { root } = parseToml('a = 1\n[b.c]\n  d = { e = 2 }\n[[f]]\ng = [{ h = 1 }]', FROM);
  const places = new Map<string, string>();
  const walk = (node: ConfigNode, path: string): void => {
    places.set(path, `${node.origin.line}:${node.origin.column}`);
    if (node.kind === 'table') for (const [name, entry] of node.entries) walk(entry, `${path}/${name}`);
    if (node.kind === 'list') node.items.forEach((item, index) => walk(item, `${path}/${index}`));
  };
  walk(root, '');
  expect(Object.fromEntries(places)).toMatchObject({
    '/a': '1:1',
    '/b': '2:1',
    '/b/c': '2:4',
    '/b/c/d': '3:3',
    '/b/c/d/e': '3:9',
    '/f/0': '4:3',
    '/f/0/g': '5:1',
    '/f/0/g/0/h': '5:8',
  });
});

const SECRET = 'SuPer5ecretValue';

test.each([
  ['a header', `[otel.exporter.otlp-http.headers]\nAuthorization = "Basic ${SECRET}\n`],
  ['an inline header', `exporter = { otlp-http = { headers = { Authorization = "Basic ${SECRET}" }`],
  ['an environment table', `[mcp_servers.x.env]\nNAME = "${SECRET}`],
  ['a key', `secret_key = "${SECRET}`],
  ['a bearer token', `experimental_bearer_token = ${SECRET}`],
  ['a list line', `args = [\n  "--token", "${SECRET}" "x",\n]`],
  ['a text over several lines', `[a]\nb = """\n${SECRET} = 1 \\q\n"""`],
  ['an open text over several lines', `note = """\n${SECRET} = 1`],
  ['a list of a secret name', `tokens = [\n${SECRET},\n]`],
  ['a text over several lines in a list', `a = ["""\n${SECRET} \\q\n"""]`],
  ['a bare line', `Basic ${SECRET}0123456789012345678901234567890123456789`],
])('masks what may be a secret in the line of an error: %s', (_name, source) => {
  const error = thrownBy(() => parseToml(source, FROM));
  expect(`${String(error)}${(error as ConfigError).excerpt}${(error as ConfigError).hint}`).not.toContain(SECRET);
});

test('no character of the line that an error shows can move the cursor of a terminal', () => {
  const refused = thrownBy(() => parseToml('a = x \x1b\x7f\x80\x9b\x9f \t é 😀', FROM));
  expect(ConfigError.isInstance(refused) ? refused.excerpt : refused).toContain(`x ${'\uFFFD'.repeat(5)} \t é 😀`);
});
