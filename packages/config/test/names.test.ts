import { expect, test } from '@jest/globals';
import { load, thrownBy } from './support/workspace.ts';

test('the name of a profile has letters of any script, but is never a path; an error says where it is written', () => {
  expect(load({ user: '[profiles."größe-1"]\nmodel = "m"', profile: 'größe-1' }).config.model).toBe('m');
  for (const profile of ['../a', '.hidden', 'a/b', '']) {
    expect(thrownBy(() => load({ user: 'profile = "work"', profile }))).toMatchObject({
      code: 'invalid_value',
      origin: undefined,
    });
  }
  expect(thrownBy(() => load({ user: '\nprofile = "a/b"' }))).toMatchObject({ origin: { layer: 'user', line: 2 } });
});

test('an unknown key is named as it has to be written, with the nearest known one, also of those without effect', () => {
  const { warnings } = load({ user: '"a b" = 1\nproject = {}\n[otel]\n"c d" = 1' });
  expect(warnings).toEqual([
    expect.objectContaining({ message: expect.stringContaining('otel."c d"') }),
    expect.objectContaining({ message: expect.stringContaining('"a b"') }),
    expect.objectContaining({ message: expect.stringContaining('project'), hint: expect.stringContaining('projects') }),
  ]);
});
