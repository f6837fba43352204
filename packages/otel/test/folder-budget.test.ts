import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createFolderBudget } from '../src/journal/folder-budget.ts';
import { home } from './support/home-and-receiver.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** A session beside others that hold more than all journals together may. */
function besideFullFolder(): ReturnType<typeof createFolderBudget> {
  const folder = join(home.path, 'otel/journal');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'other.v1.sqlite'), Buffer.alloc(MAX_BYTES + 1));
  return createFolderBudget({ codexHome: home.path, writer: 'own', maxBytes: MAX_BYTES });
}

test('a session does not look at the others before it has recorded 64 KiB', () => {
  const budget = besideFullFolder();
  expect([budget.allowance(), budget.hasRoomForContent(() => 0)]).toEqual([MAX_BYTES, true]);
  budget.added(64 * 1024 - 1);
  expect([budget.allowance(), budget.hasRoomForContent(() => 0)]).toEqual([MAX_BYTES, true]);
  budget.added(1);
  expect([budget.allowance(), budget.hasRoomForContent(() => 64 * 1024)]).toEqual([256 * 1024, false]);
});

test('a session of many small events looks at them now and then', () => {
  const budget = besideFullFolder();
  const allowances = new Set(Array.from({ length: 1024 }, () => budget.allowance()));
  expect(allowances).toEqual(new Set([MAX_BYTES, 256 * 1024]));
});
