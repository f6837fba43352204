import { expect, test } from '@jest/globals';
import { createRedactor } from '../src/redact/index.ts';
import { readCases, type AuditCase } from './audit/read-cases.ts';

const redact = createRedactor({ patterns: [], allow: [] });
const planted = ['planted', 'planted-second', 'planted-later'].flatMap(casesIn);
const lookAlikes = ['look-alikes', 'look-alikes-second', 'look-alikes-later'].flatMap(casesIn);

/** What no rule finds: how many secrets of a text are left. */
const LEFT: ReadonlyMap<string, number> = new Map([
  // `for user:password@host`, without a scheme: so mail addresses and packages look, too.
  ['source-code.txt: stack trace', 1],
  // The question for the password is in another sentence.
  ['programs.txt: question and answer with a person', 1],
]);

/** What frames a private key; whether it stays is a matter of taste. */
const KEY_FRAME = /-----(?:BEGIN|END) [A-Z ]+-----|Proc-Type: 4,ENCRYPTED|DEK-Info: AES-128-CBC,/g;

test('the audit has the size that it claims', () => {
  expect(planted.flatMap(({ secrets }) => secrets).length).toBeGreaterThanOrEqual(700);
  expect(lookAlikes.flatMap(linesOf).length).toBeGreaterThanOrEqual(500);
});

test.each(planted)('no secret is left: $name', (planted) => {
  const output = redact(planted.text);
  expect(leaksOf(planted, output)).toHaveLength(LEFT.get(planted.name) ?? 0);
  expect(redact(output)).toBe(output);
});

test.each(planted)('no secret is left in a string of an event: $name', ({ name, text, secrets }) => {
  const escaped = { name, text: escape(text), secrets: secrets.map(escape) };
  const output = redact(JSON.stringify({ type: 'tool_result', output: text }));
  expect(leaksOf(escaped, output)).toHaveLength(LEFT.get(name) ?? 0);
});

test.each(planted.filter(({ name }) => !LEFT.has(name)))('the rest stays: $name', (planted) => {
  expect(redact(planted.text)).toMatch(withSecretsReplaced(planted));
});

test.each(lookAlikes)('stays as it is: $name', ({ text }) => {
  expect(redact(text)).toBe(text);
});

function casesIn(folder: string): readonly AuditCase[] {
  return readCases(new URL(`audit/${folder}/`, import.meta.url));
}

function leaksOf(planted: AuditCase, output: string): readonly string[] {
  return planted.secrets.filter((secret) => leaks(secret, output, planted));
}

function escape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Whether eight characters in a row (or all of a shorter secret) are left that stand nowhere else in the text. */
function leaks(secret: string, redacted: string, { text, secrets }: AuditCase): boolean {
  const elsewhere = secrets.reduce((rest, each) => rest.replace(each, '\n'), text);
  const output = redacted.replaceAll(/\[redacted:\w+\]/g, '\n');
  return secret.split(KEY_FRAME).some((part) => {
    const length = Math.min(8, part.length);
    if (part.replaceAll(/\\+[rn]/g, '').trim().length < 4) return false;
    for (let at = 0; at + length <= part.length; at++) {
      const piece = part.slice(at, at + length);
      if (output.includes(piece) && !elsewhere.includes(piece)) return true;
    }
    return false;
  });
}

function withSecretsReplaced(planted: AuditCase): RegExp {
  let rest = planted.text;
  let source = '';
  for (const secret of planted.secrets) {
    const at = rest.indexOf(secret);
    source += `${escaped(rest.slice(0, at))}${KEY_FRAME.test(secret) ? String.raw`[^]*?` : String.raw`\[redacted:\w+\]`}`;
    KEY_FRAME.lastIndex = 0;
    rest = rest.slice(at + secret.length);
  }
  return new RegExp(`^${source}${escaped(rest)}$`, 'u');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function linesOf({ text }: AuditCase): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
