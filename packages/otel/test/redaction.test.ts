import { describe, expect, test } from '@jest/globals';
import { createRedactor, redactAndTruncate, treatStrings } from '../src/redact/index.ts';
import { LOOK_ALIKES } from './support/look-alikes.ts';
import { CASES } from './support/secret-cases.ts';

const redact = createRedactor({ patterns: [], allow: [] });

describe('secrets', () => {
  test.each(CASES.map(({ name, text, secret }) => [name, text, secret] as const))('%s', (_name, text, secret) => {
    const redacted = redact(text);
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain('[redacted:');
    expect(redact(redacted)).toBe(redacted);
  });

  test('the table is as large as promised', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(LOOK_ALIKES.length).toBeGreaterThanOrEqual(40);
  });

  test.each(CASES.map(({ name, text, secret }) => [name, text, secret] as const))(
    '%s, inside JSON',
    (_name, text, secret) => {
      const json = JSON.stringify(JSON.stringify({ line: `before\n${text}\nafter` }));
      const escaped = JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1);
      expect(redact(json)).not.toContain(escaped);
    },
  );
});

test.each(LOOK_ALIKES.map((text) => [text]))('stays: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('what stands around a secret stays', () => {
  const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
  expect(redact(`git clone with ${token} please`)).toBe('git clone with [redacted:github_token] please');
  expect(redact('postgres://app:s3cr3t-pw@db:5432/app')).toBe('postgres://app:[redacted:url_password]@db:5432/app');
  expect(redact('Authorization: Bearer abc.DEF_123-ghi')).toBe('Authorization: Bearer [redacted:authorization]');
  expect(redact('DB_PASSWORD="correct-horse"')).toBe('DB_PASSWORD="[redacted:assigned_secret]"');
});

test.each([
  ['AccountKey=', `${'AbC4'.repeat(21)}xQ==`, 'azure_key', ';EndpointSuffix=core'],
  ['with ', `IQoJb3JpZ2luX2${'VjE4'.repeat(30)}`, 'aws_session_token', ' of today'],
  ['?X-Amz-Date=20260101&X-Amz-Signature=', '0123456789abcdef'.repeat(4), 'url_signature', '&x=1'],
  ['client-key-data: ', 'AbC4'.repeat(20), 'key_material', '\n'],
  ['-passin pass:', 'winter-harbor', 'command_password', ' -out x'],
  ['DB_PASSWORD=', 'k9;x(Q)|w&7{z}', 'assigned_secret', '\n'],
  ['curl -u ada:', ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_'), 'github_token', ' https://x'],
])('%s… is taken whole, by the rule that knows it best', (before, secret, name, after) => {
  expect(redact(`${before}${secret}${after}`)).toBe(`${before}[redacted:${name}]${after}`);
});

test.each([
  ['that is as short as it may be, padding included', 'DB_PASSWORD=winter-harbor-42', (text: string) => text],
  // The 32nd character is a slash.
  ['whose slashes are escaped', `${'-'.repeat(23)}? DB_PASSWORD=winter-harbor-42`, escapeSlashes],
])('base64 %s', (_name, text, write) => {
  const encoded = Buffer.from(text).toString('base64');
  expect(redact(`{"output": "${write(encoded)}"}`)).toBe('{"output": "[redacted:encoded_secret]"}');
});

function escapeSlashes(text: string): string {
  expect(text.indexOf('/')).toBe(31);
  return text.replaceAll('/', String.raw`\/`);
}

test('the same secret in several places is redacted everywhere', () => {
  const key = ['sk-ant', 'api03-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA'].join('-');
  expect(redact(`${key} and ${key}\n"${key}"`)).toBe(
    '[redacted:anthropic_key] and [redacted:anthropic_key]\n"[redacted:anthropic_key]"',
  );
});

test('a value under a key that names a secret is redacted whatever it looks like', () => {
  const value = {
    user: 'ada',
    password: 'correct-horse',
    nested: [{ api_key: 'plain-words-only' }],
    variables: [
      { name: 'DB_PASSWORD', value: 'plain-words-only' },
      { name: 'REGION', value: 'eu-west-1' },
    ],
    token_type: 'bearer',
    max_tokens: 12,
  };
  expect(treatStrings(value, redact, true)).toEqual({
    user: 'ada',
    password: '[redacted:assigned_secret]',
    nested: [{ api_key: '[redacted:assigned_secret]' }],
    variables: [
      { name: 'DB_PASSWORD', value: '[redacted:assigned_secret]' },
      { name: 'REGION', value: 'eu-west-1' },
    ],
    token_type: 'bearer',
    max_tokens: 12,
  });
});

describe('truncation', () => {
  test('a long text loses its middle, with a mark, and keeps within the limit', () => {
    const cut = redactAndTruncate(`start ${'x'.repeat(100_000)} end`, 1000, redact);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1000);
    expect(cut).toMatch(/^start x+\n\[… 99010 bytes cut …\]\nx+ end$/);
  });

  test('cuts fall between code points', () => {
    for (let length = 300; length < 340; length += 1) {
      const cut = redactAndTruncate('😀é'.repeat(1000), length, redact);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(length);
      expect(cut).not.toContain('\uFFFD');
      expect(cut.isWellFormed()).toBe(true);
    }
  });

  test.each(['aé€😀', '😀a'])('each end of %s, again and again, is as long as it may be', (piece) => {
    const text = piece.repeat(1000);
    const characters = [...text];
    const longest = (from: readonly string[], bytes: number): number => {
      let taken = 0;
      let used = 0;
      while (used + Buffer.byteLength(from[taken] ?? '') <= bytes) used += Buffer.byteLength(from[taken++] ?? '');
      return taken;
    };
    for (let length = 300; length < 340; length += 1) {
      const [head = '', mark = '', tail = ''] = redactAndTruncate(text, length, redact).split(/(\n\[.*\]\n)/);
      const room = length - Buffer.byteLength(mark);
      expect([...head]).toHaveLength(longest(characters, Math.ceil(room / 2)));
      expect([...tail]).toHaveLength(longest(characters.toReversed(), Math.floor(room / 2)));
      expect([text.startsWith(head), text.endsWith(tail)]).toEqual([true, true]);
    }
  });

  test('a text that fits once its secrets are gone is not cut', () => {
    const text = `DB_PASSWORD=${'a1B2'.repeat(30)} and more`;
    expect(redactAndTruncate(text, 100, redact)).toBe('DB_PASSWORD=[redacted:assigned_secret] and more');
  });

  test('a secret across a cut leaves nothing behind, wherever the cut falls', () => {
    const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
    for (let offset = 440; offset < 500; offset += 1) {
      const text = `${'.'.repeat(offset)} ${token} ${'.'.repeat(20_000)} ${token} ${'.'.repeat(offset)}`;
      expect(redactAndTruncate(text, 1000, redact)).not.toMatch(/a1B2|c3D4|q7R8/);
    }
  });

  test('a private key of which only one end is kept leaves nothing behind', () => {
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n'.repeat(200);
    const key = `-----BEGIN PRIVATE KEY-----\n${body}-----END PRIVATE KEY-----`;
    for (const text of [`${key}\n${'.'.repeat(5000)}`, `${'.'.repeat(5000)}\n${key}`, key]) {
      expect(redactAndTruncate(text, 2000, redact)).not.toContain('MIIEvQ');
    }
  });
});

test('every row of a column whose heading names a secret', () => {
  const [first, second] = ['a1B2c3D4e5F6g7H8i9J0', 'z9Y8x7W6v5U4t3S2r1Q0'];
  const table = `+----+----------------------+\n| id | api_key              |\n+----+----------------------+\n`;
  const rows = `|  1 | ${first} |\n|  2 | ${second} |\n+----+----------------------+\n`;
  const expected = rows.replace(first, '[redacted:named_secret]').replace(second, '[redacted:named_secret]');
  expect(redact(table + rows)).toBe(table + expected);
  expect(redact(JSON.stringify(table + rows))).toBe(JSON.stringify(table + expected));
  const markdown = '| id | `api_key` |\n| --- | --- |\n| 1 | `a1B2c3D4e5F6g7H8i9J0` |\n';
  expect(redact(markdown)).toBe(markdown.replace(first, '[redacted:named_secret]'));
});

test.each([
  ['no column of secrets', 'commit | author\n-------|-------\na1B2c3D4e5F6g7H8i9J0 | ada\n'],
  ['a line of other cells', 'id | api_key\n---|---\n1 | none\na | b | c\n2 | a1B2c3D4e5F6g7H8i9J0\n'],
  ['a heading of other columns', 'id | api_key\n---|---|---\n1 | a1B2c3D4e5F6g7H8i9J0\n'],
])('cells stay: %s', (_name, text) => {
  expect(redact(text)).toBe(text);
});
