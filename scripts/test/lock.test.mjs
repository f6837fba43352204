import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { fromRoot } from '../lib/paths.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  cpSync(fromRoot('scripts/lib'), join(folder, 'scripts/lib'), { recursive: true });
  writeFileSync(join(folder, 'log'), '');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('processes that set up at the same time work one after another', async () => {
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => critical(name)));
  const entries = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  expect(entries).toHaveLength(8);
  for (let index = 0; index < entries.length; index += 2) {
    expect(entries[index + 1]).toBe(entries[index].replace('in', 'out'));
  }
  expect(existsSync(join(folder, '.tools/lock'))).toBe(false);
});

test('a lock whose process is dead is taken over, by one of several that wait', async () => {
  const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => dead.once('close', resolve));
  mkdirSync(join(folder, '.tools'));
  writeFileSync(join(folder, '.tools/lock'), `${hostname()} ${dead.pid} 0`);
  await Promise.all(['a', 'b', 'c'].map((name) => critical(name)));
  const entries = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  for (let index = 0; index < entries.length; index += 2) {
    expect(entries[index + 1]).toBe(entries[index].replace('in', 'out'));
  }
  expect(entries).toHaveLength(6);
});

/** Another process that holds the lock for a moment and writes down when it came and went. */
async function critical(name) {
  const source = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as wait } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(pathToFileURL(join(folder, 'scripts/lib/lock.mjs')).href)};
    const log = (line) => appendFileSync(${JSON.stringify(join(folder, 'log'))}, line + '\\n');
    await withLock(async () => { log('in ${name}'); await wait(50); log('out ${name}'); });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'ignore' });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(0);
}
