import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../src/redact/index.ts';
import { readFixtures } from './corpus/fill-fixture.ts';

const redact = createRedactor({ patterns: [], allow: [] });
const fixtures = readFixtures();

/** `placeholder: form` of everything that is still there. */
function leaks(fixture: (typeof fixtures)[number], redacted: string): readonly string[] {
  return fixture.planted.flatMap(({ placeholder, forms }) =>
    forms.filter((form) => redacted.includes(form)).map((form) => `${placeholder}: ${form}`),
  );
}

describe('captured tool output', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_name, fixture) => {
    expect(leaks(fixture, redact(fixture.text))).toEqual([]);
  });
});
