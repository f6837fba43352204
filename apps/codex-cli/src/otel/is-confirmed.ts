import type { Host } from '../host.ts';
import { Cancelled, confirm } from './ask.ts';

/** Asks on a terminal; anywhere else, and for any answer but yes, nothing is done and stderr says so. */
export async function isConfirmed(question: string, host: Host, unchanged = 'Nothing was deleted'): Promise<boolean> {
  if (host.stdin.isTTY !== true) {
    host.stderr.write(`${unchanged}: stdin is no terminal that could be asked; --yes confirms.\n`);
    return false;
  }
  try {
    if (await confirm(host, question)) return true;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    host.stderr.write('\n');
  }
  host.stderr.write(`${unchanged}.\n`);
  return false;
}
