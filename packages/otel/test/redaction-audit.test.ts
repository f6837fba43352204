import { expect, test } from '@jest/globals';
import { createRedactor } from '../src/redact/index.ts';
import { readCases, type AuditCase } from './audit/read-cases.ts';

const redact = createRedactor({ patterns: [], allow: [] });
const planted = readCases(new URL('audit/planted/', import.meta.url));
const lookAlikes = readCases(new URL('audit/look-alikes/', import.meta.url));

/** What frames a private key; whether it stays is a matter of taste. */
const KEY_FRAME = /-----(?:BEGIN|END) [A-Z ]+-----|Proc-Type: 4,ENCRYPTED|DEK-Info: AES-128-CBC,/g;

test('the audit has the size that it claims', () => {
  expect(planted.flatMap((planted) => planted.secrets).length).toBeGreaterThanOrEqual(120);
  expect(lookAlikes.flatMap(linesOf).length).toBeGreaterThanOrEqual(80);
});

test.each(planted)('no secret is left: $name', (planted) => {
  const output = redact(planted.text);
  expect(planted.secrets.filter((secret) => leaks(secret, output))).toEqual([]);
});

test.each(planted)('the rest stays: $name', (planted) => {
  expect(redact(planted.text)).toMatch(withSecretsReplaced(planted));
});

test.each(lookAlikes)('stays as it is: $name', ({ text }) => {
  expect(redact(text)).toBe(text);
});

/** Whether eight characters in a row (or all of a shorter secret) are left. */
function leaks(secret: string, output: string): boolean {
  return secret.split(KEY_FRAME).some((part) => {
    const length = Math.min(8, part.length);
    if (part.trim().length < 4) return false;
    for (let at = 0; at + length <= part.length; at++) {
      if (output.includes(part.slice(at, at + length))) return true;
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
