import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { fromRoot } from './paths.mjs';

/** Flags of every turbo run: two tasks at a time, each one's output in one piece, no notice of new versions. */
export const turboFlags = ['--concurrency=2', '--log-order=grouped', '--no-update-notifier'];

/** Command and first arguments that start turbo: its program itself, so that signals reach it, else its Node wrapper. */
export function turbo(machine) {
  const wrapper = realpathSync(fromRoot('node_modules/turbo'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const program = `@turbo/${platform}-${process.arch === 'x64' ? '64' : process.arch}`;
  const file = `bin/turbo${process.platform === 'win32' ? '.exe' : ''}`;
  try {
    const executable = createRequire(join(wrapper, 'package.json')).resolve(`${program}/${file}`);
    if (existsSync(executable)) return [executable, []];
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
  }
  return [machine.node, [join(wrapper, 'bin/turbo')]];
}
