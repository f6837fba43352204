import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import type { SandboxMode } from '@codex-langfuse/config';
import { describe, expect, test } from '@jest/globals';

import { findProgram } from '../src/sandbox/find-program.ts';
import { sandboxCommand } from '../src/sandbox/sandbox-command.ts';
import { seatbeltArguments } from '../src/sandbox/seatbelt.ts';
import { eventProblems } from './support/check-events.ts';
import { call, closing, say, startHarness } from './support/harness.ts';

const bubblewrap = process.platform === 'linux' ? findProgram('bwrap', process.env['PATH'], ['/tmp']) : undefined;
// Where the system grants no user namespaces, bubblewrap is there and cannot work.
const hasBubblewrap = bubblewrap !== undefined && spawnSync(bubblewrap, ['--ro-bind', '/', '/', 'true']).status === 0;
/** Needs the real program; where it is missing, only the refusals are tested. */
const describeSandboxed = hasBubblewrap ? describe : describe.skip;

/** Runs one command under a mode and gives its result and what the sandbox did. */
async function runUnder(
  mode: SandboxMode,
  cmd: string,
  env: Readonly<Record<string, string | undefined>> = { PATH: process.env['PATH'] },
) {
  const outside = await mkdtemp('/var/tmp/codex-outside-');
  await using harness = closing(
    await startHarness([call('exec_command', { cmd: cmd.replaceAll('OUTSIDE', outside) }), say('ok')], {
      config: { sandboxMode: mode },
      input: { env },
      prepare: async (cwd) => {
        await mkdir(join(cwd, '.git'));
        await writeFile(join(cwd, '.git', 'config'), 'original');
      },
    }),
  );
  await harness.conversation.runTurn('hi');
  expect(eventProblems(harness.events)).toEqual([]);
  const written = existsSync(join(outside, 'a'))
    ? 'outside'
    : existsSync(join(harness.cwd, 'a'))
      ? 'inside'
      : 'nowhere';
  const gitConfig = await readFile(join(harness.cwd, '.git', 'config'), 'utf8');
  await rm(outside, { recursive: true });
  return {
    result: harness.attributes('tool_result')[0],
    outcome: harness.attributes('sandbox_outcome')[0]?.outcome,
    written,
    gitConfig,
  };
}

test('without a sandbox program the command is refused with a hint, never run', async () => {
  if (process.platform !== 'linux') return;
  for (const mode of ['read-only', 'workspace-write'] as const) {
    const { result, outcome, written } = await runUnder(mode, 'touch a', { PATH: '/nowhere' });
    expect(result).toMatchObject({
      success: false,
      'error.message': 'no sandbox available',
      output: expect.stringContaining('-s danger-full-access'),
    });
    expect({ outcome, written }).toEqual({ outcome: 'denied', written: 'nowhere' });
  }
});

test('a sandbox program that lies in the workspace, or on a relative path, is not trusted', async () => {
  const folder = await mkdtemp('/var/tmp/codex-path-');
  await writeFile(join(folder, 'bwrap'), '#!/bin/sh\nexit 0\n');
  await chmod(join(folder, 'bwrap'), 0o755);
  const path = ['.', 'bin', folder].join(delimiter);
  expect(findProgram('bwrap', path, [])).toBe(join(folder, 'bwrap'));
  expect(findProgram('bwrap', path, [folder])).toBeUndefined();
  await rm(folder, { recursive: true });
});

test('a platform without a sandbox refuses, too', () => {
  const input = {
    mode: 'read-only',
    argv: ['x'],
    workdir: '/',
    writableRoots: [],
    env: {},
    platform: 'win32',
  } as const;
  expect(sandboxCommand(input)).toMatchObject({
    kind: 'unavailable',
    reason: expect.stringContaining('there is no sandbox for win32'),
  });
  expect(sandboxCommand({ ...input, mode: 'danger-full-access' })).toEqual({ kind: 'direct', argv: ['x'] });
});

test('the profile for macOS names the folders through parameters', async () => {
  const folder = await mkdtemp('/var/tmp/codex-seatbelt-');
  const [flag, profile, ...parameters] = seatbeltArguments([folder]);
  expect(flag).toBe('-p');
  expect(profile).toContain('(deny file-write*)');
  expect(profile).not.toContain(folder);
  expect(parameters).toEqual([
    `-DWRITABLE_0=${folder}`,
    `-DPROTECTED_0=${folder}/.git`,
    `-DPROTECTED_1=${folder}/.codex`,
  ]);
  await rm(folder, { recursive: true });
});

test('read-only refuses patches as well', async () => {
  await using harness = closing(
    await startHarness(
      [call('apply_patch', { input: '*** Begin Patch\n*** Add File: a\n+x\n*** End Patch' }), say('ok')],
      { config: { sandboxMode: 'read-only' } },
    ),
  );
  await harness.conversation.runTurn('hi');
  expect(harness.attributes('tool_result')).toEqual([
    expect.objectContaining({ success: false, 'error.message': 'blocked by the sandbox' }),
  ]);
  expect(existsSync(join(harness.cwd, 'a'))).toBe(false);
});

describeSandboxed('in bubblewrap', () => {
  test('read-only: reading works, writing does not', async () => {
    expect(await runUnder('read-only', 'cat .git/config')).toMatchObject({
      result: { success: true, output: expect.stringMatching(/original$/) },
    });
    expect(await runUnder('read-only', 'touch a')).toMatchObject({
      result: { success: false, exit_code: 1 },
      outcome: 'denied',
      written: 'nowhere',
    });
  });

  test('workspace-write: writing works in the folder and nowhere else, not in .git either', async () => {
    expect(await runUnder('workspace-write', 'touch a')).toMatchObject({
      result: { success: true },
      written: 'inside',
    });
    expect(await runUnder('workspace-write', 'touch OUTSIDE/a')).toMatchObject({
      result: { success: false },
      outcome: 'denied',
      written: 'nowhere',
    });
    expect(await runUnder('workspace-write', 'echo x > .git/config')).toMatchObject({
      result: { success: false },
      outcome: 'denied',
      gitConfig: 'original',
    });
  });

  test('a sandboxed command has no network and cannot read the environment of the agent', async () => {
    const listen =
      'node -e "fetch(process.argv[1]).then(() => console.log(1), () => console.log(2))" http://127.0.0.1:1';
    expect(await runUnder('workspace-write', 'cat /proc/net/dev | wc -l; ' + listen)).toMatchObject({
      result: { output: expect.stringMatching(/Output:\n3\n2\n$/) },
    });
    const { result } = await runUnder('read-only', `ls /proc | grep -c '^[0-9]'; cat /proc/${process.pid}/environ`);
    expect(result).toMatchObject({ success: false });
    expect(Number(/Output:\n(\d+)/.exec(result?.output ?? '')?.[1])).toBeLessThan(10);
  });

  test('a timeout kills what runs inside the sandbox', async () => {
    await using harness = closing(
      await startHarness(
        [call('exec_command', { cmd: 'echo up > up; sleep 4711.' + String(process.pid), timeout_ms: 500 }), say('ok')],
        {
          config: { sandboxMode: 'workspace-write' },
          input: { env: { PATH: process.env['PATH'] } },
        },
      ),
    );
    await harness.conversation.runTurn('hi');
    expect(harness.attributes('tool_result')[0]).toMatchObject({ success: false, 'error.message': 'timed out' });
    expect(harness.attributes('sandbox_outcome')).toEqual([expect.objectContaining({ outcome: 'timed_out' })]);
    while ((await commandLines()).some((line) => line.includes(`4711.${process.pid}`))) await new Promise(setImmediate);
  });

  test('the user can let a command out of the sandbox', async () => {
    const script = [
      call('exec_command', { cmd: 'touch a', sandbox_permissions: 'require_escalated', justification: 'because' }),
      say('ok'),
    ];
    const config = { sandboxMode: 'read-only', approvalPolicy: 'on-request' } as const;
    const asked: unknown[] = [];
    await using harness = closing(
      await startHarness(script, {
        config,
        input: {
          approve(request) {
            asked.push(request);
            return Promise.resolve('approved');
          },
        },
      }),
    );
    await harness.conversation.runTurn('hi');
    expect(asked).toEqual([expect.objectContaining({ outsideSandbox: true, justification: 'because' })]);
    expect(existsSync(join(harness.cwd, 'a'))).toBe(true);
    expect(harness.attributes('sandbox_outcome')).toEqual([expect.objectContaining({ outcome: 'escalated' })]);
    await using never = closing(await startHarness(script, { config: { ...config, approvalPolicy: 'never' } }));
    await never.conversation.runTurn('hi');
    expect(never.attributes('tool_decision')).toEqual([
      expect.objectContaining({ decision: 'denied', source: 'Config' }),
    ]);
    expect(existsSync(join(never.cwd, 'a'))).toBe(false);
  });
});

/** The command lines of all processes of the machine. */
async function commandLines(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
