/**
 * What telemetry adds to a run of `codex exec` from start to exit, whatever the endpoint does: wall time with telemetry
 * minus wall time without, same build, same scripted model. Each case then asserts that everything arrives once the
 * endpoint is mended.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { countJournals, makeBacklog, otelConfigOf } from './lib/backlog.mjs';
import { FAULTS, startEndpoint } from './lib/broken-endpoint.mjs';
import { makeUser, startModel } from './lib/codex-user.mjs';
import { interleave, median, percentile } from './lib/statistics.mjs';
import { grouped, millis, signed, table } from './lib/table.mjs';

const PENDING = [0, 10_000];
const TURNS = [
  { name: '50 ms', modelMillis: 0, runs: 20, quickRuns: 3 },
  { name: '5 s', modelMillis: 5000, runs: 20, quickRuns: 1 },
];
/** Between the starts of turns that mostly wait, so that their ends do not meet. */
const STAGGER_MILLIS = 800;
/** For what a run handed over to get out of the way of the next run; hanging flushes wait without using the machine. */
const REST_MILLIS = 400;
const MENDED_MILLIS = 120_000;

export const title = 'Exit';

export async function run({ quick }) {
  const rows = [];
  for (const turn of TURNS) rows.push(...(await benchTurn(turn, quick ? turn.quickRuns : turn.runs)));
  return [
    `\`codex exec\`: one turn with one tool call against a scripted model, with an \`otlp-http\` destination in the background mode that is the default. ${quick ? 'Few' : TURNS[0].runs} runs per case, those with and without telemetry interleaved; in one home per case, so that later runs find what earlier ones left. After the last run the endpoint is mended, and everything arrived: in each case the ledger's \`delivered\` equals its \`recorded\`.`,
    '',
    table(
      [
        ['turn', ({ turn }) => turn],
        ['pending before', ({ pending }) => (pending === null ? '–' : grouped(pending))],
        ['endpoint', ({ fault }) => fault],
        ['wall p50, ms', ({ values }) => millis(median(values))],
        ['wall p95, ms', ({ values }) => millis(percentile(values, 0.95))],
        ['added p50, ms', ({ values, off }) => (off === null ? '' : signed(median(values) - median(off)))],
        [
          'added p95, ms',
          ({ values, off }) => (off === null ? '' : signed(percentile(values, 0.95) - percentile(off, 0.95))),
        ],
        ['events, all arrived', ({ delivered }) => (delivered === null ? '–' : grouped(delivered))],
      ],
      rows,
    ),
    '',
    'The promise is at most 250 ms. For comparison, measured with a collector that accepts connections and never answers: Codex 0.169.0 takes up to 31 s to exit (5 s with logs alone), Gemini CLI 0.61.0 11 s, and 8 to 9 s where the connection is refused.',
  ].join('\n');
}

async function benchTurn(turn, runs) {
  const model = await startModel(turn.modelMillis);
  const cases = new Map([['off', await makeCase('off', 0, model.url)]]);
  for (const fault of FAULTS)
    for (const pending of PENDING) cases.set(`${fault} ${pending}`, await makeCase(fault, pending, model.url));
  const names = [...cases.keys()];
  const times =
    turn.modelMillis === 0
      ? await interleave(names, runs, async (name) => {
          await sleep(REST_MILLIS);
          return cases.get(name).time();
        })
      : await staggered(names, runs, (name) => cases.get(name).time());
  const off = times.get('off');
  const rows = [];
  for (const [name, found] of cases) {
    const delivered = await found.finish();
    rows.push({
      turn: turn.name,
      pending: name === 'off' ? null : found.pending,
      fault: name === 'off' ? 'telemetry off' : found.fault,
      values: times.get(name),
      off: name === 'off' ? null : off,
      delivered,
    });
  }
  await model.close();
  return rows;
}

/** As `interleave`, but without waiting for a case's end before the next one starts. */
async function staggered(names, rounds, run) {
  const times = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const running = names.map(async (name, index) => {
      await sleep(index * STAGGER_MILLIS);
      times.get(name).push(await run(name));
    });
    await Promise.all(running);
  }
  return times;
}

async function makeCase(fault, pending, modelUrl) {
  const endpoint = fault === 'off' ? null : await startEndpoint(fault);
  const otel =
    endpoint === null
      ? ''
      : `[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1:${endpoint.port}/v1/traces"\nprotocol = "binary"\n`;
  const user = await makeUser(modelUrl, otel);
  const template = pending === 0 ? null : await mkdtemp(join(tmpdir(), 'codex-backlog-'));
  const addBacklog =
    template === null ? async () => undefined : await makeBacklog(template, await otelConfigOf(user), pending);
  return {
    fault,
    pending,
    async time() {
      if (fault === 'up') await untilDelivered(user);
      await addBacklog(user.codexHome);
      return user.exec();
    },
    async finish() {
      await endpoint?.mend();
      const delivered = endpoint === null ? null : await arrival(user, `${fault}, ${pending} pending`);
      await endpoint?.stop();
      await user.remove();
      if (template !== null) await rm(template, { recursive: true });
      return delivered;
    },
  };
}

/** What the run before handed over is gone before the next one begins. */
async function untilDelivered(user) {
  const deadline = Date.now() + MENDED_MILLIS;
  while ((await countJournals(user.codexHome)) > 0) {
    if (Date.now() > deadline) throw new Error('the detached flush did not deliver');
    await sleep(50);
  }
}

/** Events that arrived: all of them, or this throws. */
async function arrival(user, name) {
  const deadline = Date.now() + MENDED_MILLIS;
  for (;;) {
    await user.run(['otel', 'flush', '--timeout', '30']);
    const ledger = await user.ledger();
    if (ledger.recorded > 0 && ledger.delivered === ledger.recorded) return ledger.delivered;
    if (Date.now() > deadline) throw new Error(`${name}: not everything arrived: ${JSON.stringify(ledger)}`);
    await sleep(500);
  }
}
