import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Secret } from '@codex-langfuse/config';
import { expect, test } from '@jest/globals';

import { createOutputCollector } from '../src/tools/output-collector.ts';
import { eventProblems } from './support/check-events.ts';
import { call, closing, say, startHarness } from './support/harness.ts';

test('every shell tool name is understood, in the folder that was asked for', async () => {
  await using harness = closing(
    await startHarness([
      call('exec_command', { cmd: 'pwd' }, 'call_1'),
      call('shell_command', { command: 'pwd', workdir: '/' }, 'call_2'),
      call('shell', { command: ['printf', '%s', 'a b'] }, 'call_3'),
      call('exec_command', { cmd: 'true', workdir: 'missing' }, 'call_4'),
      call('exec_command', { cmd: 'kill -TERM $$' }, 'call_5'),
      call('shell', { command: ['/no/such/program'] }, 'call_6'),
      say('ok'),
    ]),
  );
  await harness.conversation.runTurn('hi');
  const results = harness.attributes('tool_result');
  const bodies = results.map(({ output }) => output?.split('Output:\n')[1]);
  expect(bodies.slice(0, 3)).toEqual([`${harness.cwd}\n`, '/\n', 'a b']);
  expect(results[3]).toMatchObject({ success: false, 'error.message': 'working folder does not exist' });
  expect(results[4]).toMatchObject({ success: false, exit_code: 143 });
  expect(results[5]).toMatchObject({ success: false, exit_code: 127 });
});

test('a command that runs too long is killed with everything it started', async () => {
  await using harness = closing(
    await startHarness([
      call('exec_command', {
        cmd: 'sleep 300 & echo $! > child.pid; echo started; (sleep 301; true) | cat',
        timeout_ms: 400,
      }),
      say('ok'),
    ]),
  );
  await harness.conversation.runTurn('hi');
  const [result] = harness.attributes('tool_result');
  expect(result).toMatchObject({
    success: false,
    'error.message': 'timed out',
    output: expect.stringContaining('Exit code: 124\n'),
  });
  expect(result?.output).toContain('command timed out after 400 milliseconds\nstarted\n');
  expect(result).not.toHaveProperty('exit_code');
  await expectGone(Number(await readFile(join(harness.cwd, 'child.pid'), 'utf8')));
});

test('what a command leaves in the background is stopped when it ends, and does not hold up the turn', async () => {
  await using harness = closing(
    await startHarness([call('exec_command', { cmd: 'sleep 300 & echo $! > child.pid' }), say('ok')]),
  );
  await harness.conversation.runTurn('hi');
  expect(harness.attributes('tool_result')).toEqual([expect.objectContaining({ success: true, exit_code: 0 })]);
  await expectGone(Number(await readFile(join(harness.cwd, 'child.pid'), 'utf8')));
});

test('an abort kills the commands, answers every call, and the conversation goes on', async () => {
  const abort = new AbortController();
  const items = ['one', 'two'].map((name) => ({
    type: 'function_call' as const,
    name: 'exec_command',
    arguments: { cmd: `echo $$ > ${name}.pid; sleep 300` },
    callId: `call_${name}`,
  }));
  await using harness = closing(await startHarness([{ kind: 'respond', items }, say('again')]));
  const turn = harness.conversation.runTurn('hi', { signal: abort.signal });
  const pids = await Promise.all(['one', 'two'].map((name) => readWhenThere(join(harness.cwd, `${name}.pid`))));
  abort.abort();
  expect(await turn).toMatchObject({ outcome: 'interrupted' });
  for (const pid of pids) await expectGone(Number(pid));
  expect(harness.attributes('tool_result').map((result) => result['error.message'])).toEqual([
    'interrupted',
    'interrupted',
  ]);
  expect(await harness.conversation.runTurn('next')).toMatchObject({ outcome: 'completed' });
  const outputs = harness.model.requests[1]?.input.filter(({ type }) => type === 'function_call_output');
  expect(outputs?.map((item) => item['call_id'])).toEqual(['call_one', 'call_two']);
  expect(eventProblems(harness.events)).toEqual([]);
});

test('neighbouring commands run side by side; a patch waits for those before it', async () => {
  const meet = (mine: string, other: string) =>
    `touch ${mine}; for i in $(seq 200); do [ -e ${other} ] && exit 0; sleep 0.02; done; exit 1`;
  const items = [
    { type: 'function_call', name: 'exec_command', arguments: { cmd: meet('a', 'b') }, callId: 'call_a' },
    { type: 'function_call', name: 'exec_command', arguments: { cmd: meet('b', 'a') }, callId: 'call_b' },
    {
      type: 'custom_tool_call',
      name: 'apply_patch',
      input: '*** Begin Patch\n*** Delete File: a\n*** End Patch',
      callId: 'call_c',
    },
    { type: 'function_call', name: 'exec_command', arguments: { cmd: 'ls' }, callId: 'call_d' },
  ] as const;
  await using harness = closing(await startHarness([{ kind: 'respond', items }, say('ok')]));
  await harness.conversation.runTurn('hi');
  const order = harness.events
    .filter(({ name }) => name === 'tool_decision' || name === 'tool_result')
    .map(({ name }) => name);
  expect(order).toEqual([...Array(4).fill('tool_decision'), ...Array(4).fill('tool_result')]);
  expect(harness.attributes('tool_result').map(({ success }) => success)).toEqual([true, true, true, true]);
  expect(harness.attributes('tool_result').at(-1)?.output).toMatch(/Output:\nb\n$/);
});

test('long output is cut in the middle at character boundaries and counted whole', async () => {
  await using harness = closing(
    await startHarness([
      call('exec_command', {
        cmd: "printf 'START'; for i in $(seq 3000); do printf '€'; done; printf 'END'",
        max_output_tokens: 100,
      }),
      say('ok'),
    ]),
  );
  await harness.conversation.runTurn('hi');
  const [result] = harness.attributes('tool_result');
  expect(result?.output).toMatch(/Output:\nSTART€+\n…8608 bytes truncated…\n€+END$/);
  expect(result?.output).not.toContain('\uFFFD');
  expect(result).toMatchObject({ output_truncated: true });
  expect(result?.output_length).toBeGreaterThan(9008);
});

test('the collector keeps both ends whatever the sizes of the chunks', () => {
  const text = Array.from({ length: 5000 }, (_, index) => `${index},`).join('');
  for (const size of [1, 7, 64, 1000, 100_000]) {
    const collector = createOutputCollector(1000);
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += size) collector.add(bytes.subarray(start, start + size));
    const { text: kept, totalBytes, truncated } = collector.collect();
    expect({ totalBytes, truncated }).toEqual({ totalBytes: bytes.length, truncated: true });
    expect(kept).toBe(`${text.slice(0, 500)}\n…${bytes.length - 1000} bytes truncated…\n${text.slice(-500)}`);
  }
});

test('no credential of model or telemetry reaches a command', async () => {
  const planted = 'planted-secret';
  const names = [
    'LANGFUSE_SECRET_KEY',
    'OTEL_EXPORTER_OTLP_HEADERS',
    'SCRIPTED_API_KEY',
    'CODEX_API_KEY',
    'OPENAI_API_KEY',
    'TEAM_TOKEN',
    'otel_lower',
  ];
  const env = Object.fromEntries(names.map((name) => [name, planted]));
  await using harness = closing(
    await startHarness([call('exec_command', { cmd: 'env' }), say('ok')], {
      provider: { httpHeaders: { 'x-team': new Secret(planted, 'env TEAM_TOKEN') } },
      input: { env: { PATH: process.env['PATH'], KEPT: 'kept', ...env } },
    }),
  );
  await harness.conversation.runTurn('hi');
  const output = harness.attributes('tool_result')[0]?.output ?? '';
  expect(output).toContain('KEPT=kept');
  expect(output).not.toContain(planted);
  expect(JSON.stringify(harness.events)).not.toContain(planted);
});

test('a heredoc patch in a shell command is applied without a shell', async () => {
  const cmd = "apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: a.txt\n-$HOME\n+changed\n*** End Patch\nEOF";
  await using harness = closing(
    await startHarness(
      [
        call('exec_command', { cmd }),
        call('apply_patch', { input: '*** Begin Patch\n*** Delete File: zzz\n*** End Patch' }, 'call_2'),
        say('ok'),
      ],
      {
        prepare: (cwd) => writeFile(join(cwd, 'a.txt'), '$HOME\n'),
      },
    ),
  );
  await harness.conversation.runTurn('hi');
  expect(await readFile(join(harness.cwd, 'a.txt'), 'utf8')).toBe('changed\n');
  const results = harness.attributes('tool_result');
  expect(results[0]).toMatchObject({
    tool_name: 'exec_command',
    success: true,
    output: 'Success. Updated the following files:\nM a.txt\n',
  });
  expect(results[1]).toMatchObject({
    tool_name: 'apply_patch',
    success: false,
    'error.message': 'file operation failed: ENOENT',
  });
});

test('arguments that the system cannot take are the model’s to read', async () => {
  await using harness = closing(
    await startHarness([
      call('exec_command', { cmd: 'true', workdir: 'a\0b' }, 'call_1'),
      call('exec_command', { cmd: `true ${'x'.repeat(3_000_000)}` }, 'call_2'),
      call('apply_patch', { input: '*** Begin Patch\n*** Add File: a\0b\n+x\n*** End Patch' }, 'call_3'),
      say('ok'),
    ]),
  );
  expect(await harness.conversation.runTurn('hi')).toMatchObject({ outcome: 'completed' });
  expect(harness.attributes('tool_result').map((result) => result['error.message'])).toEqual([
    'working folder does not exist',
    'could not be started',
    expect.stringMatching(/^file operation failed: ERR_INVALID_ARG_VALUE$/),
  ]);
});

async function readWhenThere(path: string): Promise<string> {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until a process is gone; the test's own time limit is the judge. A zombie that nobody has reaped counts as gone. */
async function expectGone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(1);
  while (isAlive(pid)) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (/ Z /.test(state)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
