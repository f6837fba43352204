import { dirname } from 'node:path';

import { build, isBuilt } from './build.mjs';
import { stopSignal } from './child.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { fetchNode, presentNode } from './node.mjs';
import { ensurePnpm, pnpmDirectories } from './pnpm.mjs';
import { SetupError } from './say.mjs';

/**
 * Makes the working copy ready and returns `{ node, pnpm, directories }`: the executables and the folders that belong
 * first on PATH. `readiness` is 'installed', 'built' or 'with-pnpm' (dependencies may then be out of date).
 *
 * When all is current this only compares stamps: no lock, no child process, no network, a few milliseconds.
 */
export async function prepare(readiness) {
  const node = presentNode();
  if (node !== undefined && readiness !== 'with-pnpm' && isInstalled() && (readiness !== 'built' || isBuilt())) {
    return machineOf(node);
  }
  return withLock(() => prepareLocked(readiness));
}

/** As prepare, for a caller that holds the lock; the result always has `pnpm`. */
export async function prepareLocked(readiness) {
  const node = presentNode() ?? (await step(fetchNode));
  const machine = machineOf(node, await step(ensurePnpm));
  if (readiness === 'with-pnpm') return machine;
  if (!isInstalled()) await step(() => install(machine));
  if (readiness === 'built' && !isBuilt()) await step(() => build(machine));
  return machine;
}

async function step(work) {
  const result = await work();
  if (stopSignal()) throw new SetupError('stopped', { exitCode: 130 });
  return result;
}

function machineOf(node, pnpm) {
  return { node, pnpm, directories: [dirname(node), ...(pnpm === undefined ? [] : pnpmDirectories(pnpm))] };
}
