/** A process that records a great many events against an endpoint that is not there: memory, disk, counters. */
import { fileURLToPath } from 'node:url';
import { runNode } from './lib/codex-user.mjs';
import { withFolder } from './lib/settings.mjs';
import { grouped, megabytes, table } from './lib/table.mjs';

const RECORDER = fileURLToPath(new URL('./children/record-many.mjs', import.meta.url));

export const title = 'A dead endpoint';

export async function run({ quick }) {
  const count = quick ? 100_000 : 1_000_000;
  const rows = [];
  for (const [name, contentBytes] of [
    ['no content', 0],
    ['1 KiB of content each', 1024],
  ]) {
    const { stdout, stderr, code } = await withFolder((folder) =>
      runNode(['--expose-gc', RECORDER, folder, String(count), String(contentBytes)]),
    );
    if (code !== 0) throw new Error(`record-many ended with ${code}: ${stderr}`);
    rows.push({ name, ...JSON.parse(stdout) });
  }
  for (const { name, ledger, given } of rows) {
    const { recorded, delivered, rejected, expired, pending, notRecorded } = ledger;
    if (recorded + notRecorded !== given)
      throw new Error(`${name}: ${recorded} + ${notRecorded} of ${given} events are accounted for`);
    if (recorded !== delivered + rejected + expired + pending) throw new Error(`${name}: the ledger does not add up`);
  }
  return [
    `${grouped(count)} events in one process, one tenth of them the ends of turns, \`journal.max_bytes\` at its default of 256 MiB. Beyond four fifths of it content is left out, at the limit events are no longer recorded; both are counted. Every event is accounted for: \`recorded + not recorded\` equals the number of calls, and \`pending\` equals \`recorded\`.`,
    '',
    table(
      [
        ['events', ({ name }) => name],
        ['recorded', ({ ledger }) => grouped(ledger.recorded)],
        ['not recorded', ({ ledger }) => grouped(ledger.notRecorded)],
        ['content left out', ({ ledger }) => grouped(ledger.contentDropped)],
        ['RSS before', ({ rssBefore }) => megabytes(rssBefore)],
        ['RSS at most', ({ rssMost }) => megabytes(rssMost)],
        ['heap after', ({ heapAfter }) => megabytes(heapAfter)],
        ['disk', ({ disk }) => megabytes(disk)],
        ['lines said', ({ problems }) => problems],
        ['events per second', ({ seconds }) => grouped(count / seconds)],
      ],
      rows,
    ),
  ].join('\n');
}
