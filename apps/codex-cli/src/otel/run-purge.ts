import { previewPurge, purge } from '@codex-langfuse/otel';
import type { PurgeCounts, PurgeSelection } from '@codex-langfuse/otel';
import { codexHome } from '../codex-home.ts';
import type { Host } from '../host.ts';
import { counted } from './counted.ts';
import { isConfirmed } from './is-confirmed.ts';
import { printable } from './paint.ts';

export interface PurgeOptions {
  readonly all?: true;
  readonly delivered?: true;
  readonly destination?: string;
  readonly ledger?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** Deletes what telemetry keeps. Resolves to the exit code: 0 deleted or nothing to delete, 1 not, 2 not confirmed. */
export async function runPurge(options: PurgeOptions, host: Host): Promise<number> {
  const selection = selectionOf(options);
  if (selection === null) {
    host.stderr.write(
      'codex otel purge: name one of --all, --delivered and --destination <name>; --ledger goes with --all.\n',
    );
    return 1;
  }
  const home = codexHome(host);
  const preview = previewPurge({ codexHome: home, selection });
  const isNothing = isEmpty(preview) && options.ledger !== true;
  if (options.json !== true) host.stdout.write(describePreview(preview, selection));
  if (isNothing) {
    if (options.json === true) printJson(host, false, preview);
    return 0;
  }
  if (options.yes !== true && !(await isConfirmed('Delete this?', host))) {
    if (options.json === true) printJson(host, false, preview);
    return 2;
  }
  const done = purge({ codexHome: home, selection, nowUnixMillis: Date.now() });
  if (options.json === true) printJson(host, true, done);
  else host.stdout.write(`Deleted ${countedAll(done)}.\n`);
  return 0;
}

function selectionOf({ all, delivered, destination, ledger }: PurgeOptions): PurgeSelection | null {
  const chosen = [all, delivered, destination].filter((option) => option !== undefined);
  if (chosen.length !== 1 || (ledger === true && all !== true)) return null;
  if (all === true) return { kind: 'all', ledger: ledger === true };
  return destination === undefined ? { kind: 'delivered' } : { kind: 'destination', name: destination };
}

function isEmpty({ journals, expired, quarantined, corrupt }: PurgeCounts): boolean {
  return journals + expired + quarantined + corrupt === 0;
}

function describePreview(preview: PurgeCounts, selection: PurgeSelection): string {
  const { expired, inUse } = preview;
  const what = isEmpty(preview) ? nothingText(selection) : `To be deleted: ${countedAll(preview)}.`;
  const lines = [what];
  if (expired > 0) lines.push(`${counted(expired, 'event')} not delivered yet will never be, and count as expired.`);
  if (selection.kind === 'all' && selection.ledger)
    lines.push('All counts and the states of the destinations begin anew.');
  if (inUse > 0) lines.push(`In use by running processes, and left alone: ${counted(inUse, 'journal')}.`);
  return `${lines.join('\n')}\n`;
}

/** Names the destination: it may have been mistyped. */
function nothingText(selection: PurgeSelection): string {
  const which = selection.kind === 'destination' ? ` for a destination "${printable(selection.name)}"` : '';
  return `There is nothing to delete${which}.`;
}

function countedAll({ journals, expired, quarantined, corrupt }: PurgeCounts): string {
  const parts = [
    counted(journals, 'journal'),
    counted(expired, 'pending event'),
    `${counted(quarantined, 'item')} in quarantine`,
    ...(corrupt === 0 ? [] : [counted(corrupt, 'unreadable journal')]),
  ];
  return parts.join(', ');
}

function printJson(host: Host, purged: boolean, counts: PurgeCounts): void {
  host.stdout.write(`${JSON.stringify({ purged, ...counts })}\n`);
}
