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

test('two projects of one Langfuse look the same but for their fingerprints', async () => {
  await withReceiver(async (sandbox, { origin }) => {
    const project = (key: string): Promise<void> =>
      sandbox.writeConfig(
        `[otel.exporter.langfuse]\nbase_url = "${origin}"\npublic_key = "${key}"\nsecret_key = "sk-lf-1"\n`,
      );
    for (const key of ['pk-lf-1', 'pk-lf-2']) {
      await project(key);
      recordTurns(sandbox);
    }
    await project('pk-lf-3');
    const unclear = await sandbox.codex(['otel', 'rebind', '--yes', '--from', 'default']);
    expect(unclear.code).toBe(1);
    const fingerprints = [...unclear.stderr.matchAll(/fingerprint ([0-9a-f]{16})/g)].map(([, digits]) => digits ?? '');
    expect(new Set(fingerprints).size).toBe(2);
    const { code, stdout } = await sandbox.codex(['otel', 'rebind', '--yes', '--from', fingerprints[0] ?? '']);
    expect(code).toBe(0);
    expect(new Set(stdout.match(/fingerprint [0-9a-f]{16}/g)).size).toBe(2);
    expect((await readStatus(sandbox)).destinations.map(({ ledger: { pending } }) => pending)).toEqual([3, 3]);
  });
});

test.each([
  [['--from', 'nobody'], 'nothing waits for "nobody"; say with --from'],
  [['--from', ''], 'nothing waits for ""; say with --from'],
  [['--to', 'nobody'], '"nobody" is not in the configuration; say with --to which of these is meant: traces\n'],
])('%j: nothing is changed, and what there is is named', async (parameters, message) => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${MISTYPED}?key=planted`));
    recordTurns(sandbox);
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    const { code, stdout, stderr } = await sandbox.codex(['otel', 'rebind', '--yes', '--json', ...parameters]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('planted');
    expect((await readStatus(sandbox)).destinations[1]).toMatchObject({ state: 'waiting for config' });
    // A URL as it is shown means the one that it is shown for.
    const asShown = await sandbox.codex(['otel', 'rebind', '--yes', '--from', `${MISTYPED}?…`]);
    expect(asShown.code).toBe(0);
  });
});

test('--json says in each outcome what was bound, and what is left', async () => {
  await withReceiver(async (sandbox, receiver) => {
    const rebind = async (...parameters: readonly string[]) => {
      const { code, stdout, stderr } = await sandbox.codex(['otel', 'rebind', '--json', ...parameters]);
      return { code, counts: JSON.parse(stdout) as unknown, stderr };
    };
    const names = { from: `traces (${MISTYPED})`, to: `traces (${receiver.origin}/v1/traces)` };
    await sandbox.writeConfig(tracesTo(MISTYPED));
    expect(await rebind()).toMatchObject({ code: 0, counts: { rebound: false, journals: 0, events: 0, left: 0 } });
    recordTurns(sandbox);
    const living = startRecording(sandbox);
    for (const event of shortTurn()) living.record(event);
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));

    const unconfirmed = await rebind();
    expect(unconfirmed).toMatchObject({
      code: 2,
      counts: { rebound: false, journals: 0, events: 0, left: 6, ...names },
    });
    expect(unconfirmed.stderr).toContain(`6 events recorded for ${names.from}`);
    const partly = await rebind('--yes');
    expect(partly).toMatchObject({ code: 0, counts: { rebound: true, journals: 1, events: 3, left: 3, ...names } });
    expect(partly.stderr).toBe('A running process holds 3 events. Try again when it has ended.\n');
    expect(await rebind('--yes')).toEqual({
      code: 1,
      counts: { rebound: false, journals: 0, events: 0, left: 3, ...names },
      stderr: `Nothing was changed.\n${partly.stderr}`,
    });
    living.close();
    expect(await rebind('--yes')).toMatchObject({ code: 0, counts: { rebound: true, events: 3, left: 0 } });
  });
});

test('what was recorded for both goes on to wait for the one that is gone', async () => {
  await withReceiver(async (sandbox, receiver) => {
    const here = tracesTo(`${receiver.origin}/v1/traces`);
    await sandbox.writeConfig(
      `${here}[otel.destinations.gone.otlp-http]\nendpoint = "${MISTYPED}"\nprotocol = "binary"\n`,
    );
    recordTurns(sandbox);
    await sandbox.writeConfig(here);
    const { code, stderr } = await sandbox.codex(['otel', 'rebind', '--yes']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'Nothing was changed.\n3 events go to traces anyway; codex otel purge --destination gone gives the other way up.\n',
    });
  });
});
