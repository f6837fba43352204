import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScriptedModel } from '@codex-langfuse/core';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { providerConfig, telemetryConfig } from './configs.ts';
import { startPatientModel, withLongTurn } from './long-turn.ts';
import { withSink } from './sink.ts';
import { eventually, withSandbox } from './support.ts';
import type { Sandbox } from './support.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let model: ScriptedModel;
beforeAll(async () => {
  model = await startPatientModel();
});
afterAll(() => model.close());

/** Runs `script` in a shell in which `codex` is the command. */
function inShell(sandbox: Sandbox, script: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, HOME: sandbox.home };
  const codex = `codex() { '${process.execPath}' '${MAIN}' "$@"; }`;
  return new Promise((resolve) => {
    execFile('sh', ['-c', `${codex}; ${script}`], { cwd: sandbox.workspace, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function withDelivery(work: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  await withSink('up', (sink) =>
    withSandbox(async (sandbox) => {
      await sandbox.writeConfig(providerConfig(model) + telemetryConfig(sink.port, 'delivery = "wait"'));
      await work(sandbox);
      const { stdout } = await sandbox.codex(['otel', 'status', '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ ledger: { pending: 0, notRecorded: 0 } });
    }),
  );
}

test('regression: a folder that was deleted gave a stack trace', async () => {
  await withDelivery(async (sandbox) => {
    const result = await inShell(sandbox, 'mkdir gone; cd gone; rmdir ../gone; codex exec quick');
    expect(result).toEqual({
      code: 1,
      stdout: '',
      stderr: 'codex: the current folder does not exist any more; change to one that does\n',
    });
  });
});

test('regression: a full disk behind stdout gave a stack trace', async () => {
  await withDelivery(async (sandbox) => {
    const { code, stderr } = await inShell(sandbox, 'codex exec quick > /dev/full');
    expect(code).toBe(1);
    expect(stderr).toMatch(/\ncodex: cannot write to stdout: ENOSPC[^\n]*\n/);
  });
});

test.each(['2> /dev/full', '2>&-'])('regression: with %s the turn was broken off', async (redirection) => {
  await withDelivery(async (sandbox) => {
    expect(await inShell(sandbox, `codex exec quick ${redirection}`)).toEqual({
      code: 0,
      stdout: 'Done.\n',
      stderr: '',
    });
  });
});

test('a journal that somebody deletes while the session runs is missed, with one line', async () => {
  await withSink('up', async (sink) => {
    await withLongTurn(model, { toml: telemetryConfig(sink.port) }, async ({ sandbox, running, goOn }) => {
      await eventually('the finished children', async () => (sink.spans.length > 0 ? true : null));
      await rm(join(sandbox.codexHome, 'otel', 'journal'), { recursive: true });
      await goOn();
      const { code, stdout, stderr } = await running.result;
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' });
      expect(stderr.match(/^telemetry .*$/gm)).toEqual([
        expect.stringMatching(/^telemetry lost what it recorded: somebody deleted .*\.v1\.sqlite$/),
      ]);
    });
  });
});

test('however much goes wrong, telemetry says one line', async () => {
  await withLongTurn(model, { toml: telemetryConfig(9) }, async ({ sandbox, running, goOn }) => {
    const journals = join(sandbox.codexHome, 'otel', 'journal');
    await eventually('a journal', async () => ((await readdir(journals).catch(() => [])).length > 0 ? true : null));
    // Before the courier reads it.
    await sandbox.writeConfig('[otel\n');
    await eventually('a line', async () => (/^telemetry /m.test(running.errors()) ? true : null));
    await rm(journals, { recursive: true });
    await goOn();
    expect((await running.result).stderr.match(/^telemetry .*$/gm)).toHaveLength(1);
  });
});
