import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync, type SQLInputValue } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { KillInput, KillMoment } from './kill-stages.ts';

/** Where a process ends itself: told by the SQL and the files that pass, so production code holds no hooks. */
export interface KillTrap {
  /** From now on the moment counts. */
  arm(ownJournal: string): void;
  /** The process is at this moment; does not return when it is the last. */
  at(moment: KillMoment): void;
}

export function setKillTrap({ moment: wanted, hits, delayNanos, signal = 'SIGKILL' }: KillInput): KillTrap {
  let ownJournal: string | undefined;
  let left = hits;
  /** SQL of the transaction that is open. */
  let statements: string[] | undefined;
  const strike = prepareStrike(delayNanos);

  const isTime = (moment: KillMoment): boolean => ownJournal !== undefined && moment === wanted && --left === 0;
  const at = (moment: KillMoment): void => {
    if (isTime(moment)) process.kill(process.pid, signal);
  };
  /** Does the work while another thread kills the process. */
  const during = <Result>(moment: KillMoment, work: () => Result): Result => {
    if (isTime(moment)) strike();
    return work();
  };
  const isForeign = (database: DatabaseSync): boolean =>
    database.location()?.endsWith('.sqlite') === true && database.location() !== ownJournal;

  const { exec, close } = DatabaseSync.prototype;
  const run: Run = StatementSync.prototype.run;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
    if (sql === 'BEGIN IMMEDIATE') statements = [];
    if (sql === 'PRAGMA wal_checkpoint(PASSIVE)')
      return during('in checkpoint: of the own journal', () => exec.call(this, sql));
    if (sql !== 'COMMIT' || statements === undefined) {
      exec.call(this, sql);
      if (sql.endsWith('BEGIN EXCLUSIVE')) at('in adoption: once locked');
      return;
    }
    const written = statements.join('\n');
    statements = undefined;
    commit(written, isForeign(this), () => exec.call(this, sql));
  };
  DatabaseSync.prototype.close = function (this: DatabaseSync): void {
    if (this.isOpen && isForeign(this) && this.location()?.includes('journal') === true)
      during('in checkpoint: at the end of an adopted one', () => close.call(this));
    else close.call(this);
  };
  const trappedRun: Run = function (...values) {
    const sql = this.sourceSQL;
    if (sql.includes('DELETE FROM folded')) at('in adoption: deleted, not forgotten');
    statements?.push(sql);
    if (statements !== undefined || !APPEND.test(sql)) return run.apply(this, values);
    const result = during('in append: while it is written', () => run.apply(this, values));
    at('after append: before record() returns');
    return result;
  };
  Object.assign(StatementSync.prototype, { run: trappedRun });

  const commit = (written: string, foreign: boolean, work: () => void): void => {
    if (APPEND.test(written)) {
      at('in append: before the commit');
      during('in append: while it is written', work);
      at('after append: before record() returns');
    } else if (written.includes('INTO folded')) {
      at('in adoption: before it is counted');
      work();
      at('in adoption: counted, not deleted');
    } else if (OUTCOME.test(written)) {
      if (foreign) at('in adoption: before its outcomes are written');
      at('before the outcome is written: before the commit');
      during('before the outcome is written: while it is written', work);
    } else {
      work();
    }
  };

  const { rmSync } = fs;
  fs.rmSync = (path, options) => {
    if (String(path).endsWith('.sqlite')) at('in adoption: half deleted');
    if (String(path).endsWith('.lock')) at('in adoption: deleted, lock left');
    rmSync(path, options);
  };
  syncBuiltinESMExports();

  return { arm: (path) => (ownJournal = path), at };
}

type Run = (this: StatementSync, ...values: SQLInputValue[]) => ReturnType<StatementSync['run']>;

const APPEND = /INSERT INTO events/;
const OUTCOME = /INTO (?:settled|outcomes)/;

/** A thread that spins once it is woken, so that it strikes to the microsecond. */
function prepareStrike(delayNanos: number): () => void {
  const cell = new Int32Array(new SharedArrayBuffer(8));
  const killer = new Worker(KILLER, { eval: true, workerData: { cell, delayNanos } });
  killer.unref();
  return () => {
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
    while (Atomics.load(cell, 1) === 0);
    Atomics.store(cell, 0, 2);
  };
}

const KILLER = `
  const { cell, delayNanos } = require('node:worker_threads').workerData;
  Atomics.wait(cell, 0, 0);
  Atomics.store(cell, 1, 1);
  while (Atomics.load(cell, 0) === 1);
  const end = process.hrtime.bigint() + BigInt(delayNanos);
  while (process.hrtime.bigint() < end);
  process.kill(process.pid, 'SIGKILL');
`;
