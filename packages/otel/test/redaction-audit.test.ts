import { expect, test } from '@jest/globals';
import { createRedactor } from '../src/redact/index.ts';
import { readCases, type AuditCase } from './audit/read-cases.ts';

const redact = createRedactor({ patterns: [], allow: [] });
const planted = ['planted', 'planted-second'].flatMap(casesIn);
const lookAlikes = ['look-alikes', 'look-alikes-second'].flatMap(casesIn);

/** What frames a private key; whether it stays is a matter of taste. */
const KEY_FRAME = /-----(?:BEGIN|END) [A-Z ]+-----|Proc-Type: 4,ENCRYPTED|DEK-Info: AES-128-CBC,/g;

test('the audit has the size that it claims', () => {
  expect(planted.flatMap(({ secrets }) => secrets).length).toBeGreaterThanOrEqual(700);
  expect(lookAlikes.flatMap(linesOf).length).toBeGreaterThanOrEqual(500);
});

test.each(planted)('no secret is left: $name', (planted) => {
  const output = redact(planted.text);
  expect(planted.secrets.filter((secret) => leaks(secret, output, planted))).toEqual([]);
});

test.each(planted)('the rest stays: $name', (planted) => {
  expect(redact(planted.text)).toMatch(withSecretsReplaced(planted));
});

test.each(lookAlikes)('stays as it is: $name', ({ text }) => {
  expect(redact(text)).toBe(text);
});

function casesIn(folder: string): readonly AuditCase[] {
  return readCases(new URL(`audit/${folder}/`, import.meta.url));
}

/** Whether eight characters in a row (or all of a shorter secret) are left that stand nowhere else in the text. */
function leaks(secret: string, redacted: string, { text, secrets }: AuditCase): boolean {
  const elsewhere = secrets.reduce((rest, each) => rest.replace(each, '\n'), text);
  const output = redacted.replaceAll(/\[redacted:\w+\]/g, '\n');
  return secret.split(KEY_FRAME).some((part) => {
    const length = Math.min(8, part.length);
    if (part.trim().length < 4) return false;
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
