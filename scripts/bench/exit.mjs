/**
 * What telemetry costs a `codex exec` run from start to exit, for an endpoint that is up and for broken ones: wall time
 * with telemetry minus wall time without, same build, same scripted model, runs interleaved. Each case then asserts that
 * the data arrives once the endpoint is up.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'apps/codex-cli/dist/main.js');
const CASES = ['off', 'up', 'refused', 'hang', '500'];

/** Figures of `runs` runs per case, in milliseconds. */
export async function benchExit(runs) {
  const { createScriptedModel } = await import(pathToFileURL(join(root, 'packages/core/dist/index.js')).href);
  const model = await createScriptedModel({
    reply: ({ toolOutputs }) =>
      toolOutputs.length > 0
        ? { kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }
        : { kind: 'respond', items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd: 'true' } }] },
  });
  const users = new Map();
  for (const name of CASES) users.set(name, await makeUser(name, model.url));
  const times = new Map(CASES.map((name) => [name, []]));
  for (let run = -1; run < runs; run += 1) {
    for (const [name, user] of users) {
      const millis = await timeExec(user);
      if (run >= 0) times.get(name).push(millis);
    }
  }
  for (const [name, user] of users) if (name !== 'off') await assertArrival(name, user);
  await model.close();
  for (const user of users.values()) await user.remove();

  const off = times.get('off');
  return CASES.map((name) => ({
    name,
    p50: percentile(times.get(name), 0.5),
    p95: percentile(times.get(name), 0.95),
    addedP50: percentile(times.get(name), 0.5) - percentile(off, 0.5),
    addedP95: percentile(times.get(name), 0.95) - percentile(off, 0.95),
  }));
}

/** A table for docs/benchmarks.md. */
export function describeExit(rows, runs) {
  return [
    `\`codex exec\`, one turn with one tool call against a scripted model; ${runs} runs per case, interleaved.`,
    '',
    '| endpoint | wall p50, ms | wall p95, ms | added p50, ms | added p95, ms |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({ name, p50, p95, addedP50, addedP95 }) =>
        `| ${name === 'off' ? 'telemetry off' : name} | ${p50.toFixed(0)} | ${p95.toFixed(0)} | ${signed(addedP50)} | ${signed(addedP95)} |`,
    ),
    '',
    'The promise is at most 250 ms. In each case everything arrived once the endpoint was up.',
  ].join('\n');
}

async function makeUser(name, modelUrl) {
  const home = await mkdtemp(join(tmpdir(), 'codex-bench-'));
  const codexHome = join(home, '.codex');
  await mkdir(codexHome);
  const sink = await startSink(name);
  const otel =
    name === 'off'
      ? ''
      : `[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1:${sink.port}/v1/traces"\nprotocol = "binary"\n`;
  const provider = `[model_providers.scripted]\nname = "Scripted"\nbase_url = "${modelUrl}"\nwire_api = "responses"\n`;
  await writeFile(
    join(codexHome, 'config.toml'),
    `model = "gpt-5-codex"\nmodel_provider = "scripted"\nsandbox_mode = "danger-full-access"\n${provider}${otel}`,
  );
  return {
    home,
    sink,
    async remove() {
      await sink.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function timeExec(user) {
  return codex(user, ['exec', '--skip-git-repo-check', 'go']).then(({ code, millis, stderr }) => {
    if (code !== 0) throw new Error(`codex exec ended with ${code}: ${stderr}`);
    return millis;
  });
}

function codex(user, parameters) {
  const started = performance.now();
  const child = spawn(process.execPath, [main, ...parameters], {
    cwd: user.home,
    env: { PATH: process.env.PATH, HOME: user.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr, millis: performance.now() - started }));
  });
}

async function assertArrival(name, user) {
  await user.sink.mend();
  const deadline = Date.now() + 60_000;
  for (;;) {
    await codex(user, ['otel', 'flush', '--timeout', '10']);
    const { stdout } = await codex(user, ['otel', 'status', '--json']);
    const { ledger } = JSON.parse(stdout);
    if (ledger.recorded > 0 && ledger.delivered === ledger.recorded) return;
    if (Date.now() > deadline) throw new Error(`${name}: not everything arrived: ${JSON.stringify(ledger)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** An endpoint with the fault of its name, on a port that stays its own. */
async function startSink(fault) {
  let mended = false;
  const server = createServer((request, response) => {
    if (!mended && fault === 'hang') return;
    request.resume().on('end', () => response.writeHead(!mended && fault === '500' ? 500 : 200).end());
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address();
  if (fault === 'refused') await stop();
  return {
    port,
    stop,
    async mend() {
      mended = true;
      if (fault === 'refused') await listen(port);
      else server.closeAllConnections();
    },
  };
}

function percentile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

function signed(value) {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(0)}`;
}
