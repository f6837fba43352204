import { expect, test } from '@jest/globals';
import { recordTurns, shortTurn, startRecording, tracesTo, withReceiver } from './otel-support.ts';
import { eventually } from './support.ts';

const CONVERSATION = '019ab000-0000-7000-8000-00000abcdef1';
const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`.slice(0, 40);

test('prints what is there, one readable line per event, without secrets and control characters', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(`${tracesTo(`${receiver.origin}/v1/traces`, 'capture = "full"\n')}`);
    const manager = startRecording(sandbox);
    for (const event of shortTurn(CONVERSATION, `Use ${TOKEN} \u001B[31mnow\nplease`)) manager.record(event);
    recordTurns(sandbox);
    const { code, stdout } = await sandbox.codex(['otel', 'tail', '--no-follow']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} 0abcdef1 user_prompt +prompt_length=\d+ prompt="Use .* \[31mnow please"$/,
    );
    expect(stdout).toMatch(/turn_ended +outcome=completed duration_ms=1/);
    expect(stdout).not.toContain(TOKEN);
    expect(stdout).not.toContain('\u001B');

    const one = await sandbox.codex(['otel', 'tail', '--no-follow', '--json', '--conversation', '0abcdef1']);
    const events = one.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ name }) => name)).toEqual(['user_prompt', 'agent_response', 'turn_ended']);
    expect(events[0]).toMatchObject({ conversationId: CONVERSATION, sequence: 1, time: expect.stringMatching(/Z$/) });
    expect(one.stdout).not.toContain(TOKEN);

    expect(await sandbox.codex(['otel', 'tail', '--no-follow', '--since', '2100-01-01'])).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect((await sandbox.codex(['otel', 'tail', '--no-follow', '--since', '10m'])).stdout).toBe(stdout);
    expect((await sandbox.codex(['otel', 'tail', '--since', 'yesterday'])).code).toBe(1);
    manager.close();
  });
});

test('follows all processes until it is interrupted, also over a delivery', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    const manager = startRecording(sandbox);
    const turn = shortTurn(CONVERSATION);
    for (const event of turn.slice(0, 1)) manager.record(event);
    const tail = sandbox.start(['otel', 'tail', '--json']);
    await eventually('the first event', async () => (tail.output().includes('user_prompt') ? true : null));
    for (const event of turn.slice(1)) manager.record(event);
    manager.close();
    await eventually('the end of the turn', async () => (tail.output().includes('turn_ended') ? true : null));
    expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
    recordTurns(sandbox);
    await eventually('another process', async () => (tail.output().trimEnd().split('\n').length === 6 ? true : null));
    tail.kill('SIGINT');
    expect(await tail.result).toMatchObject({ code: 0, stderr: '' });
    expect(receiver.requests).toHaveLength(1);
  });
});
