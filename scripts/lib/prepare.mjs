import { dirname } from 'node:path';

import { build, isBuilt } from './build.mjs';
import { stopSignal, stopped } from './child.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { fetchNode, presentNode } from './node.mjs';
import { ensurePnpm, pnpmDirectories } from './pnpm.mjs';

/**
 * Makes the working copy ready and returns `{ node, pnpm, directories }`: the executables and the folders that belong
 * first on PATH. `needs` are 'installed' (dependencies), 'built' (which includes them) and 'pnpm' (pnpm in the result).
 *
 * When all is current this only compares stamps: no lock, no child process, no network, a few milliseconds.
 */
export async function prepare(...needs) {
  const node = presentNode();
  if (node !== undefined && missing(needs).length === 0) return machineOf(node);
  return withLock(() => prepareLocked(...needs));
}

/** As prepare, for a caller that holds the lock. */
export async function prepareLocked(...needs) {
  const node = presentNode() ?? (await step(fetchNode));
  if (missing(needs).length === 0) return machineOf(node);
  const machine = machineOf(node, await step(ensurePnpm));
  if (missing(needs).includes('installed')) await step(() => install(machine));
  if (missing(needs).includes('built')) await step(() => build(machine));
  return machine;
}

function missing(needs) {
  const isMissing = {
    pnpm: () => needs.includes('pnpm'),
    installed: () => (needs.includes('installed') || needs.includes('built')) && !isInstalled(),
    built: () => needs.includes('built') && !isBuilt(),
  };
  return Object.keys(isMissing).filter((need) => isMissing[need]());
}

async function step(work) {
  const result = await work();
  if (stopSignal()) throw stopped();
  return result;
}

function machineOf(node, pnpm) {
  return { node, pnpm, directories: [dirname(node), ...(pnpm === undefined ? [] : pnpmDirectories(pnpm))] };
}
