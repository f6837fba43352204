import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  EVENTS_PER_TURN,
  isBalanced,
  readStatus,
  recordTurns,
  shortTurn,
  startRecording,
  tracesTo,
  withReceiver,
} from './otel-support.ts';
import type { Sandbox } from './support.ts';

const journals = (sandbox: Sandbox): readonly string[] =>
  readdirSync(join(sandbox.codexHome, 'otel', 'journal')).filter((name) => name.endsWith('.sqlite'));

test('counts are told first, --yes is needed, what was pending counts as expired, living journals stay', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    expect(await sandbox.codex(['otel', 'purge', '--all', '--yes'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing to delete'),
    });
    recordTurns(sandbox, 2);
    const living = startRecording(sandbox);
    for (const event of shortTurn()) living.record(event);

    const refused = await sandbox.codex(['otel', 'purge', '--all'], { stdin: 'y\n' });
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain(`1 journal, ${2 * EVENTS_PER_TURN} pending events`);
    expect(refused.stdout).toContain('left alone: 1 journal.');
    expect(refused.stderr).toContain('--yes');
    expect(journals(sandbox)).toHaveLength(2);

    const { code, stdout } = await sandbox.codex(['otel', 'purge', '--all', '--yes', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      purged: true,
      journals: 1,
      expired: 2 * EVENTS_PER_TURN,
      quarantined: 0,
      corrupt: 0,
      inUse: 1,
    });
    expect(journals(sandbox)).toHaveLength(1);
    const { ledger } = await readStatus(sandbox);
    expect(ledger).toMatchObject({ recorded: 9, expired: 6, pending: 3 });
    expect(isBalanced(ledger)).toBe(true);
    living.close();
    expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
    expect(receiver.requests).toHaveLength(1);
  });
});

test('--destination gives up what waits for it, --delivered nothing, --ledger begins anew', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo('http://127.0.0.1:9/v1/traces'));
    recordTurns(sandbox);
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    recordTurns(sandbox);
    await sandbox.codex(['otel', 'flush']);
    expect((await sandbox.codex(['otel', 'purge', '--delivered', '--yes'])).stdout).toContain('nothing to delete');
    expect((await readStatus(sandbox)).ledger).toMatchObject({ delivered: 3, pending: 3 });
    expect((await sandbox.codex(['otel', 'purge', '--destination', 'traces', '--yes'])).code).toBe(0);
    expect((await readStatus(sandbox)).ledger).toMatchObject({ delivered: 3, expired: 3, pending: 0 });
    expect((await sandbox.codex(['otel', 'purge', '--all', '--ledger', '--yes'])).code).toBe(0);
    expect((await readStatus(sandbox)).ledger).toMatchObject({ recorded: 0, delivered: 0, expired: 0 });
  });
});

test.each([[[]], [['--all', '--delivered']], [['--delivered', '--ledger']]])(
  'bad usage is told: %j',
  async (parameters) => {
    await withReceiver(async (sandbox) => {
      const { code, stderr } = await sandbox.codex(['otel', 'purge', '--yes', ...parameters]);
      expect(code).toBe(1);
      expect(stderr).toContain('--destination <name>');
    });
  },
);
