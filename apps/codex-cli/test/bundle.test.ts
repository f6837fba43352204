import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScriptedModel } from '@codex-langfuse/core';
import type { ScriptedModel } from '@codex-langfuse/core';
import { startGrpcReceiver, startHttpReceiver } from '@codex-langfuse/exporter/testing';
import { providerConfig } from './configs.ts';
import { startPatientModel, withLongTurn } from './long-turn.ts';
import { eventually, withSandbox } from './support.ts';

const APP = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(APP, 'dist');
const ENTRIES = ['main.js', 'courier-thread.js'];

let model: ScriptedModel;
beforeAll(async () => {
  model = await createScriptedModel({
    reply: () => ({ kind: 'respond', items: [{ type: 'message', text: 'All is well.' }] }),
  });
});
afterAll(() => model.close());

const telemetry = (endpoint: string, kind = 'otlp-http', more = ''): string =>
  `[otel]\n${more}\n[otel.exporter.${kind}]\nendpoint = "${endpoint}"\n${kind === 'otlp-http' ? 'protocol = "binary"\n' : ''}`;

/** Only what the bundle carries with it can be found there. */
async function withBundleAlone(work: (main: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-bundle-'));
  try {
    await mkdir(join(folder, 'dist'));
    await cp(join(APP, 'package.json'), join(folder, 'package.json'));
    for (const entry of ENTRIES) await cp(join(DIST, entry), join(folder, 'dist', entry));
    await cp(join(DIST, 'chunks'), join(folder, 'dist/chunks'), { recursive: true });
    await work(join(folder, 'dist/main.js'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('the licences of packages in the bundle stand beside it, also of those in bundles that it was made of', async () => {
  const text = await readFile(join(DIST, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['@iarna/toml', '@grpc/grpc-js', 'uuid'])
    expect(text.split('\n').filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
});

test('the bundle alone, without a single package, records and delivers over gRPC', async () => {
  const receiver = await startGrpcReceiver();
  try {
    await withBundleAlone((main) =>
      withSandbox(async (sandbox) => {
        const config = telemetry(receiver.origin, 'otlp-grpc', 'delivery = "next-run"');
        await sandbox.writeConfig(`${providerConfig(model)}\n${config}`);
        expect((await sandbox.codex(['exec', 'go'], { main })).stdout).toBe('All is well.\n');
        expect((await sandbox.codex(['otel', 'flush'], { main })).stderr).toBe('');
        const { stdout } = await sandbox.codex(['otel', 'status', '--json'], { main });
        const { ledger } = JSON.parse(stdout) as { ledger: { recorded: number; delivered: number } };
        expect(ledger.recorded).toBeGreaterThan(0);
        expect(ledger.delivered).toBe(ledger.recorded);
        expect(new Set(receiver.calls.map(({ signal }) => signal))).toEqual(new Set(['traces', 'logs', 'metrics']));
      }),
    );
  } finally {
    await receiver.close();
  }
});

test('the bundle alone delivers from its thread while a turn runs', async () => {
  const receiver = await startGrpcReceiver();
  const patient = await startPatientModel();
  try {
    await withBundleAlone(async (main) => {
      const toml = telemetry(receiver.origin, 'otlp-grpc');
      await withLongTurn(patient, { toml, main }, async ({ running, goOn }) => {
        await eventually('a call', async () => (receiver.calls.length > 0 ? true : null));
        await goOn();
        expect(await running.result).toMatchObject({ code: 0, stdout: 'Done.\n' });
      });
    });
  } finally {
    await patient.close();
    await receiver.close();
  }
});

test.each([
  ['the thread’s entry', /^courier-thread\.js$/],
  ['the chunk that starts it', /^live-courier-.*\.js$/],
])(
  'a bundle without %s, as after an update meanwhile, costs one line; what was recorded waits',
  async (_what, file) => {
    const patient = await startPatientModel();
    const receiver = await startHttpReceiver();
    await withBundleAlone(async (main) => {
      const folder = dirname(main);
      const entries = await readdir(folder, { recursive: true });
      const missing = entries.filter((entry) => file.test(basename(entry)));
      expect(missing).toHaveLength(1);
      for (const entry of missing) await rm(join(folder, entry));
      const toml = telemetry(`${receiver.origin}/v1/traces`, 'otlp-http');
      await withLongTurn(patient, { toml, main }, async ({ sandbox, running, goOn }) => {
        await eventually('the line', async () => (running.errors().includes('telemetry waits') ? true : null));
        await goOn();
        const { code, stdout, stderr } = await running.result;
        expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' });
        expect(stderr.split('\n').filter((line) => line.includes('telemetry'))).toHaveLength(1);
        await eventually('delivery', async () => ((await sandbox.codex(['otel', 'flush'])).code === 0 ? true : null));
        expect(receiver.requests.length).toBeGreaterThan(0);
      });
    });
    await Promise.all([patient.close(), receiver.close()]);
  },
);

test('knows its version wherever it lies', async () => {
  const { version } = JSON.parse(await readFile(join(APP, 'package.json'), 'utf8')) as { version: string };
  await withBundleAlone((main) =>
    withSandbox(async (sandbox) => {
      expect((await sandbox.codex(['--version'], { main })).stdout).toBe(`${version}\n`);
    }),
  );
});

describe('codex exec loads', () => {
  const DELIVERY = /^@opentelemetry\/|^@grpc\/|^packages\/(langfuse|otlp|exporter)\//;
  const IDENTITY =
    /^packages\/exporter\/dist\/(fingerprint|deliver\/config-hash|deliver\/time-to-try|identity|error-text)\.js$/;

  const OTHER_COMMANDS =
    /^src\/(otel\/.*run-(?!guarded)|demo|trace)|^packages\/otel\/dist\/(courier\/(?!is-settled)|tail|quarantine)/;

  test('no telemetry when it is off', async () => {
    const { modules } = await loadedByExec('');
    expect(modules).toContain('packages/core/dist/conversation.js');
    expect(modules.filter((module) => /^packages\/otel\/|^apps\/langfuse-local\//.test(module))).toEqual([]);
    expect(modules.filter((module) => DELIVERY.test(module))).toEqual([]);
  });

  test('what records, and nothing that delivers, when it is on', async () => {
    const { modules } = await loadedByExec(telemetry(NOWHERE, 'otlp-http', 'delivery = "next-run"'));
    expect(modules).toContain('packages/otel/dist/manager/create-otel-manager.js');
    expect(modules.filter((module) => DELIVERY.test(module) && !IDENTITY.test(module))).toEqual([]);
    expect(modules.filter((module) => OTHER_COMMANDS.test(module))).toEqual([]);
  });

  const COURIER = /^src\/(courier-thread|telemetry\/live-courier)\.ts$|^packages\/otel\/dist\/worker\//;

  test('no courier, and starts no thread, in a run that is over soon', async () => {
    const toml = telemetry(NOWHERE, 'otlp-http', 'delivery = "wait"\nexit_wait_ms = 0');
    const { modules, threads } = await loadedByExec(toml);
    expect(modules).toContain('packages/otel/dist/manager/create-otel-manager.js');
    expect(modules.filter((module) => COURIER.test(module))).toEqual([]);
    expect(threads).toBe(1);
  });

  test('and starts the courier in one that takes its time', async () => {
    const patient = await startPatientModel();
    const receiver = await startHttpReceiver();
    const coverage = await mkdtemp(join(tmpdir(), 'codex-coverage-'));
    const toml = telemetry(`${receiver.origin}/v1/traces`, 'otlp-http', 'delivery = "wait"');
    await withLongTurn(patient, { toml, env: { NODE_V8_COVERAGE: coverage } }, async ({ running, goOn }) => {
      await eventually('a request', async () => (receiver.requests.length > 0 ? true : null));
      await goOn();
      await running.result;
      const { modules, threads } = await readCoverage(coverage);
      expect(modules.filter((module) => COURIER.test(module))).toContain('src/telemetry/live-courier.ts');
      expect(threads).toBe(2);
    });
    await Promise.all([patient.close(), receiver.close(), rm(coverage, { recursive: true })]);
  });

  const NOWHERE = 'http://127.0.0.1:9/v1/traces';

  /** What one run with this in its configuration loaded. */
  async function loadedByExec(toml: string): Promise<Loaded> {
    let loaded: Loaded = { modules: [], threads: 0 };
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(`${providerConfig(model)}\n${toml}`);
      const coverage = join(sandbox.home, 'coverage');
      await sandbox.codex(['exec', 'go'], { env: { NODE_V8_COVERAGE: coverage } });
      loaded = await readCoverage(coverage);
    });
    return loaded;
  }
});

test('every file with code in it has its source map', async () => {
  const files = [...(await chunks()), ...ENTRIES.map((entry) => join(DIST, entry))];
  const maps = await Promise.all(
    files.map(async (file) => {
      const code = await readFile(file, 'utf8');
      const name = /\/\/# sourceMappingURL=(\S+)$/m.exec(code)?.[1];
      const holdsCode = /\b(class|const|function|var)\b/.test(code) && !basename(file).startsWith('rolldown-runtime');
      return { file: basename(file), name, holdsCode };
    }),
  );
  expect(maps.filter(({ file, name, holdsCode }) => holdsCode && name !== `${file}.map`)).toEqual([]);
  expect(maps.filter(({ holdsCode }) => holdsCode).length).toBeGreaterThan(5);
});

interface Loaded {
  /** Of the chunks. */
  readonly modules: readonly string[];
  readonly threads: number;
}

/** What a run of the command really loaded, by the engine's own account, of which each thread gives one. */
async function readCoverage(folder: string): Promise<Loaded> {
  const reports = await readdir(folder);
  const files = await Promise.all(reports.map((report) => filesOf(join(folder, report))));
  const sources = await Promise.all(files.flat().map(sourcesOf));
  const modules = sources
    .flat()
    .map((source) => source.replace(/^(\.\.\/)+(node_modules\/\.pnpm\/[^/]+\/node_modules\/)?/, ''));
  return { modules, threads: reports.length };
}

async function filesOf(report: string): Promise<readonly string[]> {
  const { result } = JSON.parse(await readFile(report, 'utf8')) as { result: { url: string }[] };
  const files = result.flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url)] : []));
  return files.filter((file) => file.startsWith(DIST));
}

/** Paths as the source map has them; none where a chunk only passes on what others hold. */
async function sourcesOf(file: string): Promise<readonly string[]> {
  const map = `${basename(file)}.map`;
  if (!(await readFile(file, 'utf8')).includes(map)) return [];
  return (JSON.parse(await readFile(`${file}.map`, 'utf8')) as { sources: string[] }).sources;
}

async function chunks(): Promise<readonly string[]> {
  const names = await readdir(join(DIST, 'chunks'));
  return names.filter((name) => name.endsWith('.js')).map((name) => join(DIST, 'chunks', name));
}
