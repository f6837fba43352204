import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codexMain, importBuilt } from './repository.mjs';

/**
 * A model that answers each turn with one tool call and one message, `millis` after it was asked. `onTurn` is told when
 * it is asked first in a turn.
 */
export async function startModel(millis = 0, onTurn = () => undefined) {
  const { createScriptedModel } = await importBuilt('packages/core');
  return createScriptedModel({
    reply: async ({ toolOutputs }) => {
      if (toolOutputs.length > 0) return { kind: 'respond', items: [{ type: 'message', text: 'Done.' }] };
      onTurn();
      await new Promise((resolve) => setTimeout(resolve, millis));
      return { kind: 'respond', items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd: 'true' } }] };
    },
  });
}

/** Someone with a home folder and a configuration of their own. `otel` is the text of the `[otel]` tables. */
export async function makeUser(modelUrl, otel) {
  const home = await mkdtemp(join(tmpdir(), 'codex-bench-'));
  const codexHome = join(home, '.codex');
  await mkdir(codexHome);
  const provider = `[model_providers.scripted]\nname = "Scripted"\nbase_url = "${modelUrl}"\nwire_api = "responses"\n`;
  await writeFile(
    join(codexHome, 'config.toml'),
    `model = "gpt-5-codex"\nmodel_provider = "scripted"\nsandbox_mode = "danger-full-access"\n${provider}${otel}`,
  );
  const run = (parameters, first = codexMain) => runNode([first, ...parameters], home);
  return {
    home,
    codexHome,
    run,
    /** Wall time of one turn, in milliseconds. */
    async exec() {
      const { code, millis, stderr } = await run(['exec', '--skip-git-repo-check', 'go']);
      if (code !== 0) throw new Error(`codex exec ended with ${code}: ${stderr}`);
      return millis;
    },
    async ledger() {
      return JSON.parse((await run(['otel', 'status', '--json'])).stdout).ledger;
    },
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}

/** Node with nothing of this environment but the path. */
export function runNode(parameters, home = tmpdir()) {
  const started = performance.now();
  const child = spawn(process.execPath, parameters, {
    cwd: home,
    env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr, millis: performance.now() - started }));
  });
}
