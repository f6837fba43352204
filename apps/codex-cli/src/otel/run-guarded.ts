import type { CommandFrame } from './otel-commands.ts';

/**
 * Runs one command and sets its exit code. A disk or journal that fails (full, read-only, held by another process) is
 * one line and exit code 1; everything else is a defect and keeps its stack.
 */
export async function runGuarded(
  { host, setExitCode }: CommandFrame,
  name: string,
  work: () => Promise<number> | number,
): Promise<void> {
  try {
    setExitCode(await work());
  } catch (error) {
    if (!isDiskFault(error)) throw error;
    host.stderr.write(`codex otel ${name}: ${error.message.split('\n')[0] ?? ''}\n`);
    setExitCode(1);
  }
}

const DISK_FAULTS: ReadonlySet<unknown> = new Set(['ERR_SQLITE_ERROR', 'ledger_damaged']);

function isDiskFault(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || ('code' in error && DISK_FAULTS.has(error.code));
}
