import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

import { stopped } from './child.mjs';
import { readIfThere } from './files.mjs';
import { fromRoot } from './paths.mjs';
import { say } from './say.mjs';

const lockFile = fromRoot('.tools/lock');
const heartbeatMilliseconds = 2_000;
const staleMilliseconds = 30_000;
const pollMilliseconds = 100;

/**
 * Runs `work` while no other process sets up, builds or tests this working copy; waits for one that does.
 * A lock is stale when its process is gone or has not touched it for 30 s (another host, a reused process id).
 */
export async function withLock(work) {
  const token = `${hostname()} ${process.pid} ${Date.now()}`;
  await acquire(token);
  const heartbeat = setInterval(
    () => isOurs(token) && utimesSync(lockFile, new Date(), new Date()),
    heartbeatMilliseconds,
  );
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if (isOurs(token)) rmSync(lockFile, { force: true });
  }
}

const isOurs = (token) => readIfThere(lockFile) === token;

async function acquire(token) {
  mkdirSync(fromRoot('.tools'), { recursive: true });
  let told = false;
  let interrupted;
  const stop = (signal) => (interrupted = signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  try {
    while (!tryAcquire(token)) {
      if (interrupted) throw stopped(interrupted);
      const holder = readHolder();
      if (holder?.isStale) removeStale(holder);
      else if (holder && !told) {
        say(`waiting for process ${holder.processId}, which is setting up or testing this folder …`);
        told = true;
      }
      if (!holder?.isStale) await wait(pollMilliseconds);
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stop);
  }
}

/** A hard link appears as a whole and only if there is none: nobody ever sees a lock without its owner's name. */
function tryAcquire(token) {
  const mine = `${lockFile}.${process.pid}`;
  writeFileSync(mine, token);
  try {
    linkSync(mine, lockFile);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function readHolder() {
  try {
    const token = readFileSync(lockFile, 'utf8');
    const [host, processId] = token.split(' ');
    const isSilent = Date.now() - statSync(lockFile).mtimeMs > staleMilliseconds;
    return { token, processId, isStale: isSilent || (host === hostname() && !isAlive(Number(processId))) };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Two waiters may find the same stale lock; whoever moves away a fresh one by mistake puts it back. */
function removeStale(holder) {
  const aside = `${lockFile}.stale.${process.pid}`;
  try {
    renameSync(lockFile, aside);
    if (readFileSync(aside, 'utf8') !== holder.token) linkSync(aside, lockFile);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
