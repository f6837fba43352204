/**
 * How fast a backlog goes out: the courier (journal → assembly → wire → outcomes in the journal) beside the stock SDK's
 * batch processors and exporters on the same spans and log records, once with the courier's work before and after the
 * wire, once without it, and beside posting ready-made bodies. The sink is another process on loopback, every way runs in
 * a process of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runNode } from './lib/codex-user.mjs';
import { interleave, median } from './lib/statistics.mjs';
import { grouped, megabytes, micros, table } from './lib/table.mjs';

const WAYS = {
  courier: 'courier: journal to wire',
  'stock from the journal': 'stock SDK in its place, fed from the journal',
  stock: 'stock SDK alone, fed from memory',
  ready: 'ready-made bodies',
};
const SINK = fileURLToPath(new URL('./children/sink.mjs', import.meta.url));
const SENDER = fileURLToPath(new URL('./children/send.mjs', import.meta.url));
const WIRES = ['http/protobuf', 'http/json', 'grpc'];

export const title = 'Delivery';

export async function run({ quick }) {
  const events = quick ? 5_000 : 20_000;
  const rounds = quick ? 1 : 3;
  const sink = spawn(process.execPath, [SINK], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [ports] = await once(createInterface(sink.stdout), 'line');
  const names = WIRES.flatMap((wire) => Object.keys(WAYS).map((way) => `${way} over ${wire}`));
  const results = await interleave(names, rounds, async (name) => {
    const [way, wire] = name.split(' over ');
    const { stdout, stderr, code } = await runNode([
      SENDER,
      JSON.stringify({ way, wire, events, ports: JSON.parse(ports) }),
    ]);
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  });
  sink.kill();
  const rows = names.map((name) => {
    const [way, wire] = name.split(' over ');
    const runs = results.get(name);
    const pick = (key) => median(runs.map((result) => result[key]));
    return {
      way,
      wire,
      perSecond: median(runs.map(({ items, seconds }) => items / seconds)),
      cpu: pick('cpuMicros') / pick('items'),
      rss: pick('rss'),
      items: pick('items'),
    };
  });
  const stockOf = (wire, way) => rows.find((row) => row.way === way && row.wire === wire).perSecond;
  const against = ({ perSecond, wire }, way) => `${(perSecond / stockOf(wire, way)).toFixed(2)} ×`;
  return [
    `${grouped(events)} events, of which ${grouped(rows[0].items)} spans and log records come; batches of 512, no compression, median of ${rounds === 1 ? 'one run' : `${rounds} runs`}. The courier reads the events from disk, assembles them, sends them, and writes down what became of them. Fed from the journal, the stock SDK has the same before and after its own work; fed from memory it starts with its attributes at hand and keeps nothing.`,
    '',
    table(
      [
        ['wire', ({ wire }) => wire],
        ['way', ({ way }) => WAYS[way]],
        ['items per second', ({ perSecond }) => grouped(perSecond)],
        ['against stock in its place', (row) => against(row, 'stock from the journal')],
        ['against stock alone', (row) => against(row, 'stock')],
        ['CPU, µs per item', ({ cpu }) => micros(cpu)],
        ['RSS', ({ rss }) => megabytes(rss)],
      ],
      rows,
    ),
  ].join('\n');
}
