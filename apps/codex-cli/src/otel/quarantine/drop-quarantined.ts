import { dropQuarantine, readQuarantine } from '@codex-langfuse/otel';
import { codexHome } from '../../codex-home.ts';
import type { Host } from '../../host.ts';
import { isConfirmed } from '../is-confirmed.ts';
import { counted } from '../counted.ts';
import { chooseEntries, NOTHING_THERE } from './choose-entries.ts';
import type { QuarantineOptions } from './quarantine-options.ts';

/** Deletes refused items. Resolves to the exit code: 2 when it was not confirmed. */
export async function dropQuarantined(ids: readonly string[], options: QuarantineOptions, host: Host): Promise<number> {
  const home = codexHome(host);
  const entries = chooseEntries(readQuarantine(home), ids, options, host);
  if (entries === null) return 1;
  const items = entries.reduce((sum, entry) => sum + entry.items, 0);
  if (
    entries.length > 0 &&
    options.yes !== true &&
    !(await isConfirmed(`Delete ${counted(items, 'item')} for good?`, host))
  )
    return 2;
  const report = dropQuarantine({
    codexHome: home,
    ids: new Set(entries.map(({ id }) => id)),
    nowUnixMillis: Date.now(),
  });
  if (options.json === true) host.stdout.write(`${JSON.stringify(report)}\n`);
  else if (entries.length === 0) host.stdout.write(NOTHING_THERE);
  else host.stdout.write(`Deleted ${counted(report.items, 'item')}; the events stay counted as rejected.\n`);
  for (const id of report.inUse) host.stderr.write(`${id} belongs to a running process and stays.\n`);
  return report.inUse.length === 0 ? 0 : 1;
}
