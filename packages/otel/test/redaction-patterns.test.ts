import { ConfigError } from '@codex-langfuse/config';
import { expect, test } from '@jest/globals';
import { createRedactor, type RedactorInput } from '../src/redact/index.ts';

function problemOf(input: Partial<RedactorInput>): ConfigError {
  try {
    createRedactor({ patterns: [], allow: [], ...input });
  } catch (error) {
    if (ConfigError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('the patterns were taken');
}

test('own patterns are added, and allowed secrets stay', () => {
  const own = createRedactor({ patterns: ['ACME-[0-9]{4}'], allow: ['^AKIAIOSFODNN7EXAMPLE$'] });
  expect(own('ticket ACME-1234 uses AKIAIOSFODNN7EXAMPLE')).toBe('ticket [redacted:custom] uses AKIAIOSFODNN7EXAMPLE');
  expect(own(['AKIAIOSFODNN7', 'EXAMPLA'].join(''))).toBe('[redacted:aws_access_key_id]');
});

test('what stands after a match of an own pattern is found', () => {
  const own = createRedactor({ patterns: ['ACME-[0-9]{4}', 'x'], allow: [] });
  expect(own('ACME-1234 x DB_PASSWORD=winter-harbor-42 ACME-5678')).toBe(
    '[redacted:custom] [redacted:custom] DB_PASSWORD=[redacted:assigned_secret] [redacted:custom]',
  );
});

test('what an allow pattern matches stays in a table', () => {
  const own = createRedactor({ patterns: [], allow: ['^public'] });
  const table = 'name | api_key\n-----|--------\nada | publicA1b2C3d4E5f6\nbob | privateA1b2C3d4E5f6\n';
  expect(own(table)).toBe(table.replace('privateA1b2C3d4E5f6', '[redacted:named_secret]'));
});

test('what an allow pattern matches stays, also against own patterns and in base64', () => {
  const own = createRedactor({ patterns: ['ACME-[0-9]{4}'], allow: ['ACME-0000', 'public-demo'] });
  expect(own('ACME-0000 ACME-1111')).toBe('ACME-0000 [redacted:custom]');
  expect(own('DEMO_PASSWORD=public-demo-2024')).toBe('DEMO_PASSWORD=public-demo-2024');
  const encoded = Buffer.from('the ticket of the demonstration is ACME-0000').toString('base64');
  expect(own(encoded)).toBe(encoded);
  expect(own(Buffer.from('the ticket of the demonstration is ACME-1111').toString('base64'))).toBe(
    '[redacted:encoded_secret]',
  );
});

test('patterns may be written as JavaScript writes them', () => {
  const own = createRedactor({
    patterns: [String.raw`\bcorp-\d+\b`, '(?<ticket>T\\u{2D}[0-9]+)', '(?i)geheim[a-z]*'],
    allow: [],
  });
  expect(own('corp-42 xcorp-42 T-7 Geheimnis')).toBe('[redacted:custom] xcorp-42 [redacted:custom] [redacted:custom]');
});

test.each([
  ['patterns', ['fine', '(unclosed'], 'otel.redact.patterns[1] is no pattern that can be used'],
  ['patterns', ['(?=ahead)x'], 'otel.redact.patterns[0] is no pattern that can be used'],
  ['patterns', [String.raw`(a)\1`], 'otel.redact.patterns[0] is no pattern that can be used'],
  ['patterns', ['a{1,5000}'], 'otel.redact.patterns[0] is no pattern that can be used'],
  ['patterns', ['fine', 'fine', ''], 'otel.redact.patterns[2] matches the empty text'],
  ['patterns', ['x*'], 'otel.redact.patterns[0] matches the empty text'],
  ['allow', ['[z-a]'], 'otel.redact.allow[0] is no pattern that can be used'],
] as const)('%s %j is refused by name', (key, sources, message) => {
  const problem = problemOf({ [key]: sources });
  expect(problem.message).toContain(message);
  expect(problem.code).toBe('invalid_value');
  expect(problem.hint).toContain('RE2');
});
