import { expect, test } from '@jest/globals';
import { hideEnvironment } from '../src/index.ts';

test('the named variables are gone during the call and back after it, whatever it does', () => {
  process.env['HIDDEN_ONE'] = 'one';
  process.env['HIDDEN_TWO'] = '';
  process.env['SHOWN'] = 'shown';
  const isHidden = (name: string) => name.startsWith('HIDDEN_');
  const seen = () => ['HIDDEN_ONE', 'HIDDEN_TWO', 'SHOWN'].map((name) => process.env[name]);

  expect(hideEnvironment(isHidden, seen)).toEqual([undefined, undefined, 'shown']);
  expect(seen()).toEqual(['one', '', 'shown']);
  const failing = () => {
    throw new Error('no');
  };
  expect(() => hideEnvironment(isHidden, failing)).toThrow('no');
  expect(seen()).toEqual(['one', '', 'shown']);
  for (const name of ['HIDDEN_ONE', 'HIDDEN_TWO', 'SHOWN']) delete process.env[name];
});
