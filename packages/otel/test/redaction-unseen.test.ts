import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../src/redact/index.ts';
import { readUnseenLookAlikes, readUnseenTexts } from './corpus/read-unseen.ts';
import { withItsEnd } from './corpus/with-its-end.ts';

const redact = createRedactor({ patterns: [], allow: [] });
const texts = readUnseenTexts();
const lookAlikes = readUnseenLookAlikes();

function escape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

test('the corpus is as large as it was measured', () => {
  expect(texts.flatMap(({ planted }) => planted)).toHaveLength(260);
  expect(lookAlikes).toHaveLength(127);
});

test('every value is in its text before redaction', () => {
  for (const { name, text, planted } of texts) {
    expect([name, planted.length > 0]).toEqual([name, true]);
    expect(planted.filter(({ value }) => value === '' || !text.includes(value)).map(({ kind }) => kind)).toEqual([]);
  }
});

describe.each(texts.map((entry) => [entry.name, entry] as const))('%s', (_name, { text, planted }) => {
  test('as it was printed', () => {
    const redacted = redact(text);
    const leaks = planted.filter(({ value }) => withItsEnd(value).some((form) => redacted.includes(form)));
    expect(leaks).toEqual([]);
    expect(redact(redacted)).toBe(redacted);
  });

  test('as a string of an event', () => {
    const redacted = redact(JSON.stringify({ type: 'tool_result', output: text }));
    const leaks = planted.filter(({ value }) => withItsEnd(escape(value)).some((form) => redacted.includes(form)));
    expect(leaks).toEqual([]);
  });
});

test.each(lookAlikes.map((line) => [line]))('stays: %s', (line) => {
  expect(redact(line)).toBe(line);
});

test('look-alikes stay beside each other', () => {
  const together = lookAlikes.join('\n');
  expect(redact(together)).toBe(together);
});

/** What comes close to the rules that this corpus led to, and what they took of it that is no secret. */
test.each([
  ['a type beside a user', 'username: string\npassword: SecretStr'],
  ['a type beside a type', 'username: str\n    password: SecretStr'],
  ['what is to be filled in', 'user: app\npassword: your-password'],
  ['a field of a form', 'username: formUser,\npassword: formSecret,'],
  ['a reference beside a user', 'username: app\npassword: ${DB_PASSWORD}'],
  ['words in a block of YAML', 'password: >-\n  Enter your password here\n'],
  ['a path in a block of YAML', 'token: |\n  src/token2.test.ts\n'],
  ['an expression in a block of YAML', 'token: >-\n  {{ lookup("env", "TOKEN1") }}\n'],
  ['what a program is told to print', 'fmt.Sprintf("%s:%s@tcp(%s)/%s", user, password, host, name)'],
  ['an example of the documentation', '// [user[:password]@]tcp(host)/name, user:password@tcp(127.0.0.1:3306)/db'],
  ['no password', 'root:@tcp(127.0.0.1:3306)/shop'],
  ['a request in XML', '<passphrase>please enter the new one here</passphrase>'],
  ['a title in XML', '<password>Password is too short</password>'],
  ['the result of something else', '{"type": "random_pet", "values": {"length": 2, "result": "able-otter"}}'],
  [
    'a resource after another',
    '"type": "random_password"}, {"type": "random_pet", "values": {"result": "able-otter"}}',
  ],
  ['a constant that bypasses', `define('CACHE_BYPASS', 'never-ever');`],
  ['base64 with a mark elsewhere', `x${'AbC4'.repeat(20)}+ASt${'AbC4'.repeat(4)}`],
  ['a number of a part', 'part K00123456789 and K001-77-ABC'],
  ['an empty text in three quotes', `password = ''''''\nsecret = """"""`],
  ['an address of every session', 'DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus'],
  ['a tag of YAML', 'db_password: !vault |'],
  ['places of a usage', 'Usage: x [--password=PASSWORD] [--api-token api-token]...'],
])('stays: %s', (_name, text) => {
  expect(redact(text)).toBe(text);
});

test('what stands around the secrets stays', () => {
  const redacted = texts.map(({ text }) => redact(text)).join('\n');
  for (const kept of [
    'username: report\n  password: [redacted:assigned_secret]\namazon:',
    'password: >-\n      [redacted:assigned_secret]\n',
    '"svc:[redacted:url_password]@tcp(10.2.0.4:3306)/shop?parseTime=true"',
    `password = '''[redacted:assigned_secret]'''`,
    '<passphrase>[redacted:named_secret]</passphrase>',
    'Password=&quot;[redacted:connection_password]&quot;;" providerName="System.Data.SqlClient"/>',
    '"length": 32,\n      "result": "[redacted:assigned_secret]",\n      "special": false',
    `define('SMTP_PASS', "[redacted:named_secret]");`,
    'key1       FULL           [redacted:azure_key]\n',
    '"private_key_id": "bb38c7dd09775dff1caa2eaa55d7c361a513e782"',
  ])
    expect(redacted).toContain(kept);
});

test('a block of YAML is taken to its end', () => {
  const [first, second] = ['aB3dE5gH7jK9mN1pQ3sT', 'zY8wV6uT4rS2qP0nM8lK'];
  expect(redact(`client_secret: |\n  ${first}\n  ${second}\nnext: value`)).toBe(
    'client_secret: |\n  [redacted:assigned_secret]\nnext: value',
  );
});
