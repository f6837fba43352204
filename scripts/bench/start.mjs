/**
 * What starting costs: the command with telemetry off and on, and importing each package as a library, each in a process
 * of its own.
 */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { makeUser, runNode, startModel } from './lib/codex-user.mjs';
import { fromRoot } from './lib/repository.mjs';
import { interleave, median, percentile } from './lib/statistics.mjs';
import { millis, signed, table } from './lib/table.mjs';

const EMPTY = 'node, an empty module';
const OFF = 'codex exec, telemetry off';
const ON = 'codex exec, telemetry on';

export const title = 'Start';

export async function run({ quick }) {
  const rounds = quick ? 10 : 40;
  return [await benchCommand(rounds), await benchImports(quick ? 5 : 15), benchConfig(quick ? 20 : 60)].join('\n\n');
}

/** Measured by the package's own script. */
function benchConfig(rounds) {
  const script = fromRoot('packages/config/scripts/bench.mjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, '--json', '--runs', String(rounds)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const { beyond } = JSON.parse(stdout);
  return `\`loadConfig\` of a usual configuration, with the import of \`packages/config\`, beyond the import of the TOML parser: ${millis(beyond)} ms (median of ${rounds} processes). The promise is 5 ms.`;
}

async function benchCommand(rounds) {
  let askedAt = 0;
  const model = await startModel(0, () => (askedAt = performance.now()));
  const off = await makeUser(model.url, '');
  // Nothing is sent, so that this is the cost of recording alone; what delivery adds stands under Exit.
  const on = await makeUser(
    model.url,
    '[otel]\ndelivery = "next-run"\n[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1:9/v1/traces"\nprotocol = "binary"\n',
  );
  const untilAsked = { [OFF]: [], [ON]: [] };
  const turn = async (user, name) => {
    const started = performance.now();
    const millis = await user.exec();
    untilAsked[name].push(askedAt - started);
    return millis;
  };
  const cases = {
    [EMPTY]: async () => (await runNode(['--input-type=module', '--eval', ''])).millis,
    'codex --version': async () => (await off.run(['--version'])).millis,
    'codex otel status': async () => (await off.run(['otel', 'status'])).millis,
    [OFF]: () => turn(off, OFF),
    [ON]: () => turn(on, ON),
  };
  const times = await interleave(Object.keys(cases), rounds, (name) => cases[name]());
  await Promise.all([off.remove(), on.remove(), model.close()]);
  // The round before the first warms up.
  for (const values of Object.values(untilAsked)) values.shift();
  const rows = [...times].map(([name, values]) => ({ name, values }));
  return [
    `Wall time of the process, ${rounds} runs, interleaved. \`exec\` is one turn with one tool call against a scripted model.`,
    '',
    table(
      [
        ['', ({ name }) => name],
        ['p50, ms', ({ values }) => millis(median(values))],
        ['p95, ms', ({ values }) => millis(percentile(values, 0.95))],
      ],
      rows,
    ),
    '',
    `Telemetry on adds ${added(untilAsked[ON], untilAsked[OFF])} until the model is asked: loading, opening the journal, recording the start and the prompt. To the whole turn, all its events and the end included, it adds ${added(times.get(ON), times.get(OFF))}. The promise is half of what an empty module takes, until the model is asked (\`docs/decisions/0006-what-recording-costs.md\`).`,
  ].join('\n');
}

function added(on, off) {
  const pairs = on.map((value, index) => value - off[index]);
  return `${signed(median(on) - median(off))} ms between the medians (${signed(median(pairs))} ms in the median pair of runs)`;
}

async function benchImports(rounds) {
  const entries = {
    [EMPTY]: null,
    'packages/events': 'packages/events/dist/index.js',
    'packages/config': 'packages/config/dist/index.js',
    'packages/otlp': 'packages/otlp/dist/index.js',
    'packages/langfuse': 'packages/langfuse/dist/index.js',
    'packages/core': 'packages/core/dist/index.js',
    'packages/otel': 'packages/otel/dist/index.js',
    'packages/exporter': 'packages/exporter/dist/index.js',
    'packages/otel/provider': 'packages/otel/dist/provider/index.js',
  };
  const source = (path) => (path === null ? '' : `import ${JSON.stringify(pathToFileURL(fromRoot(path)).href)};`);
  const times = await interleave(
    Object.keys(entries),
    rounds,
    async (name) => (await runNode(['--input-type=module', '--eval', source(entries[name])])).millis,
  );
  const empty = median(times.get(EMPTY));
  const rows = [...times].filter(([name]) => name !== EMPTY);
  return [
    `Importing a package as a library, beyond an empty module (${rounds} runs):`,
    '',
    table(
      [
        ['package', ([name]) => `\`${name}\``],
        ['p50, ms', ([, values]) => signed(median(values) - empty)],
      ],
      rows,
    ),
  ].join('\n');
}
