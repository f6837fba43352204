import { expect, test } from '@jest/globals';
import {
  isBalanced,
  readStatus,
  recordTurns,
  startRecording,
  shortTurn,
  tracesTo,
  withReceiver,
} from './otel-support.ts';

const MISTYPED = 'http://127.0.0.1:9/v1/traces';

test('after a corrected URL nothing goes out by itself; rebound, everything does', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(MISTYPED));
    recordTurns(sandbox, 2);
    await sandbox.codex(['otel', 'flush', '--timeout', '1']);
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    await sandbox.codex(['otel', 'flush']);
    expect(receiver.requests).toHaveLength(0);
    expect((await sandbox.codex(['otel', 'status'])).stdout).toContain('codex otel rebind');

    const asked = await sandbox.codex(['otel', 'rebind'], { stdin: 'y\n' });
    expect(asked.code).toBe(2);
    expect(asked.stdout).toBe(
      `6 events recorded for traces (${MISTYPED})\nwill go to traces (${receiver.origin}/v1/traces).\n`,
    );
    expect(asked.stderr).toContain('Nothing was changed');
    expect(receiver.requests).toHaveLength(0);

    const { code, stdout } = await sandbox.codex(['otel', 'rebind', '--yes', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rebound: true, journals: 1, events: 6 });
    expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
    const { ledger } = await readStatus(sandbox);
    expect(ledger).toMatchObject({ recorded: 6, delivered: 6, pending: 0 });
    expect(isBalanced(ledger)).toBe(true);
    expect(receiver.requests.length).toBeGreaterThan(0);
    expect((await sandbox.codex(['otel', 'rebind'])).stdout).toContain('Nothing waits');
  });
});

test('where several are waited for, --from says which, by name or URL', async () => {
  await withReceiver(async (sandbox, receiver) => {
    for (const port of [9, 19]) {
      await sandbox.writeConfig(tracesTo(`http://127.0.0.1:${port}/v1/traces`));
      recordTurns(sandbox);
    }
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    const unclear = await sandbox.codex(['otel', 'rebind', '--yes']);
    expect(unclear.code).toBe(1);
    expect(unclear.stderr).toContain('--from');
    expect(unclear.stderr).toContain('http://127.0.0.1:19/v1/traces');
    expect((await sandbox.codex(['otel', 'rebind', '--yes', '--from', 'http://127.0.0.1:19'])).code).toBe(0);
    await sandbox.codex(['otel', 'flush']);
    expect((await readStatus(sandbox)).ledger).toMatchObject({ delivered: 3, pending: 3 });
  });
});

test('events of a running session stay where they are', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(MISTYPED));
    const living = startRecording(sandbox);
    for (const event of shortTurn()) living.record(event);
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    const { code, stderr } = await sandbox.codex(['otel', 'rebind', '--yes']);
    expect(code).toBe(1);
    expect(stderr).toContain('a running process holds the events');
    living.close();
    expect((await sandbox.codex(['otel', 'rebind', '--yes'])).code).toBe(0);
  });
});
