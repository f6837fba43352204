import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../src/redact/index.ts';
import { readFixtures } from './corpus/fill-fixture.ts';
import { KEY_PLACES, TOKEN_PLACES } from './corpus/places.ts';
import { TOKENS, VALUES } from './corpus/secret-values.ts';
import { LOOK_ALIKES } from './support/look-alikes.ts';

const redact = createRedactor({ patterns: [], allow: [] });
const fixtures = readFixtures();
const privateKeys = Object.entries(VALUES).filter(([, { text }]) => text.startsWith('-----BEGIN'));

const blindLookAlikes = readFileSync(new URL('corpus/blind-look-alikes.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/** What of the forms of secrets is still there. */
function left(text: string, forms: readonly string[]): readonly string[] {
  return forms.filter((form) => text.includes(form));
}

test('the corpus is as large as promised', () => {
  const captured = fixtures.flatMap(({ planted }) => planted).length;
  expect(captured).toBeGreaterThanOrEqual(200);
  expect(Object.keys(TOKENS).length * TOKEN_PLACES.length).toBeGreaterThanOrEqual(800);
  expect(privateKeys.length * KEY_PLACES.length).toBeGreaterThanOrEqual(60);
  expect(LOOK_ALIKES.length).toBeGreaterThanOrEqual(100);
});

test('every planted secret is in its text before redaction', () => {
  for (const { text, planted } of fixtures) {
    expect(planted.length).toBeGreaterThan(0);
    for (const { slot, forms } of planted)
      expect([slot, forms.some((form) => text.includes(form)) || /base64|escaped|indented/.test(slot)]).toEqual([
        slot,
        true,
      ]);
  }
});

describe('captured tool output', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_name, { text, planted }) => {
    const redacted = redact(text);
    const leaks = planted.flatMap(({ slot, forms }) => left(redacted, forms).map((form) => `${slot}: ${form}`));
    expect(leaks).toEqual([]);
    expect(redact(redacted)).toBe(redacted);
  });

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    '%s, inside JSON',
    (_name, { text, planted }) => {
      const redacted = redact(JSON.stringify(JSON.stringify({ output: text })));
      const leaks = planted.flatMap(({ slot, forms }) => left(redacted, forms).map((form) => `${slot}: ${form}`));
      expect(leaks).toEqual([]);
    },
  );

  test('what stands around the secrets stays', () => {
    const redacted = fixtures.map(({ text }) => redact(text)).join('\n');
    for (const kept of [
      'NODE_ENV=production',
      'ALPN: curl offers h2,http/1.1',
      '"POSTGRES_USER=app"',
      'git@github.com:acme/app.git',
      'namespace: production',
      'allocated_storage      = 20',
      'LOG_LEVEL\n      value: debug-verbose',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Y5C1n0Q2kqVn3m1xwYt0Yy3bQ8hJp2uKfZc7dLrTe',
      'at settle (/app/node_modules/axios/lib/core/settle.js:19:12)',
      'arn:aws:ssm:eu-west-1:123456789012:parameter/jwt',
      'PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=',
      'certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t',
    ]) {
      expect(redacted).toContain(kept);
    }
  });
});

test.each(blindLookAlikes.map((line) => [line]))('stays: %s', (line) => {
  expect(redact(line)).toBe(line);
});

test('look-alikes stay beside each other', () => {
  expect(redact(blindLookAlikes.join('\n'))).toBe(blindLookAlikes.join('\n'));
});

describe.each(TOKEN_PLACES.map((place) => [place.name, place] as const))('a token %s', (_name, { put, encoded }) => {
  test.each(Object.entries(TOKENS))('%s', (_token, secret) => {
    const redacted = redact(put(secret));
    expect(left(redacted, encoded === undefined ? [secret] : [secret, encoded(secret)])).toEqual([]);
    expect(redacted).toContain('[redacted:');
  });
});

describe.each(KEY_PLACES.map((place) => [place.name, place] as const))(
  'a private key %s',
  (_name, { put, encoded }) => {
    test.each(privateKeys)('%s', (_key, { text, needles }) => {
      const redacted = redact(put(text));
      expect(left(redacted, encoded === undefined ? needles : [...needles, encoded(text)])).toEqual([]);
      expect(redacted).toContain('[redacted:');
    });
  },
);
