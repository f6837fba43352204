import { describe, expect, test } from '@jest/globals';
import { createRedactor, RULES } from '../src/redact/index.ts';

/** What patterns stumble over: what values, names and escapes are made of, again and again. */
const FILLINGS = ['a', 'A_', '7', '=', ':', '"', '\\"', ' ', '\n', '\\n', '/', '-', 'a,', 'a="b",', '[', 'eyJ', '|'];
const SMALL = 5_000;
const GROWTH = 10;

/** Of quadratic work there is a hundred times as much in a text ten times as long; the rest is for a noisy machine. */
const MOST_GROWTH = 40;

/** Less than this is mostly the clock. */
const NOISE_MILLIS = 5;

describe('work grows with the length of hostile text, not with its square', () => {
  test.each(RULES.map((rule, index) => [`${index} ${rule.name}`, rule] as const))('%s', (_name, rule) => {
    // Tried at every place, which is more than the redactor does.
    const pattern = new RegExp(rule.pattern().source, rule.pattern().flags.replace('y', 'g'));
    const cost = (size: number): number =>
      least(() => {
        for (const keyword of rule.keywords.slice(0, 2)) {
          for (const filling of FILLINGS) {
            for (const text of hostileTexts(keyword, filling, size)) text.replace(pattern, '');
          }
        }
      });
    expect(cost(SMALL * GROWTH)).toBeLessThan(MOST_GROWTH * Math.max(cost(SMALL), NOISE_MILLIS));
  });

  test.each([
    ['short words', 'a '],
    ['one word', 'a'],
    ['base64 of nothing', 'QUJD'],
    ['lines of base64', `${'QUJD'.repeat(16)}\n`],
    ['escaped lines of base64', `${'QUJD'.repeat(16)}\\n`],
    ['base64 of secrets', Buffer.from('API_KEY=a1b2c3d4e5f6 \n').toString('base64')],
    ['ends of keys', '-----END PRIVATE KEY-----'],
    ['backslashes', '\\'],
    ['escaped slashes', 'QUJD\\/'],
    ['secrets', 'DB_PASSWORD=hunter2hunter2 '],
    ['quotes that do not close', 'password="'],
    ['beginnings of tokens', 'eyJ.ghp_sk-AKIA'],
    ['headings of columns on one line', 'name,password,'],
    ['headings of columns', 'name,password\n'],
    ['rows of columns', 'name,password\nada,a1b2c3d4e5f6\n'],
    ['statements without an end', 'insert into t (a, password) values ('],
    ['rows of a statement', "insert into t (a, password) values ('a', 'b'), "],
    ['quotes of a statement', "insert into t (a, password) values (''''"],
  ])('the whole redactor: %s', (_name, piece) => {
    const redact = createRedactor({ patterns: [], allow: [] });
    const cost = (size: number): number => least(() => redact(piece.repeat(Math.ceil(size / piece.length))));
    expect(cost(1_000_000)).toBeLessThan(MOST_GROWTH * Math.max(cost(100_000), NOISE_MILLIS));
  });

  test.each(['(a+)+b', '(a|a)*b', 'a*a*a*a*b', '(?:x?){30}x{30}', '([a-z]+)*[0-9]'])(
    'a pattern of the user: %s',
    (pattern) => {
      const redact = createRedactor({ patterns: [`!${pattern}`, pattern.replace('x{30}', 'x{30}y')], allow: [] });
      const cost = (size: number): number => least(() => redact(`!${'a'.repeat(size)} ${'x'.repeat(size)}`));
      expect(cost(200_000)).toBeLessThan(MOST_GROWTH * Math.max(cost(20_000), NOISE_MILLIS));
    },
  );
});

function hostileTexts(keyword: string, filling: string, size: number): readonly string[] {
  const times = (piece: string): string => piece.repeat(Math.ceil(size / piece.length));
  return [
    keyword + times(filling),
    times(keyword + filling),
    times(`${keyword.toUpperCase()}="${filling.repeat(30)}`),
    times(`${keyword}: ${filling.repeat(1000)}`),
  ];
}

/** The least of a few tries, in milliseconds. */
function least(work: () => unknown): number {
  const tries = Array.from({ length: 3 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...tries);
}
