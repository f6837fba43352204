import { expect, test } from '@jest/globals';
import { decodeTraceRequest } from '@codex-langfuse/otlp';
import {
  EVENTS_PER_TURN,
  isBalanced,
  readStatus,
  shortTurn,
  startRecording,
  tracesTo,
  withReceiver,
} from './otel-support.ts';
import type { Sandbox } from './support.ts';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`.slice(0, 40);

interface ListedEntry {
  readonly id: string;
  readonly names: readonly string[];
  readonly itemIds: readonly string[];
  readonly fault: { readonly code: string };
}

async function list(sandbox: Sandbox): Promise<readonly ListedEntry[]> {
  const { stdout } = await sandbox.codex(['otel', 'quarantine', '--json']);
  return (JSON.parse(stdout) as { entries: readonly ListedEntry[] }).entries;
}

test('list, show, retry and drop what a destination refused; the ledger stays right', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`, 'capture = "full"\n'));
    expect((await sandbox.codex(['otel', 'quarantine'])).stdout).toContain('Nothing is in quarantine.');
    receiver.answerWith((_request, response) => response.writeHead(400).end('too strange'));
    const manager = startRecording(sandbox);
    for (const event of shortTurn(undefined, `Use ${TOKEN}.`)) manager.record(event);
    manager.close();
    await sandbox.codex(['otel', 'flush']);
    const entries = await list(sandbox);
    const root = entries.find(({ names }) => names.includes('invoke_agent codex'));
    if (root === undefined) throw new Error('the root span was refused');
    expect(root.fault.code).toBe('http_400');

    const listed = await sandbox.codex(['otel', 'quarantine', 'list']);
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(entries.length);
    expect(listed.stdout).toMatch(new RegExp(`${root.id} traces traces invoke_agent codex: http_400 .*too strange`));
    const shown = await sandbox.codex(['otel', 'quarantine', 'show', root.id]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('http_400');
    expect(shown.stdout).toContain('"name": "invoke_agent codex"');
    const forMachines = await sandbox.codex(['otel', 'quarantine', 'show', root.id, '--json']);
    expect(JSON.parse(forMachines.stdout)).toMatchObject({ id: root.id, items: [{ signal: 'traces' }] });
    expect(shown.stdout + forMachines.stdout + listed.stdout).not.toContain(TOKEN);
    expect((await sandbox.codex(['otel', 'quarantine', 'show', 'nothing'])).code).toBe(1);

    const again = await sandbox.codex(['otel', 'quarantine', 'retry', '--all', '--json']);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ delivered: 0, rejected: entries.length });
    expect((await readStatus(sandbox)).ledger).toMatchObject({ rejected: EVENTS_PER_TURN });

    receiver.answerWith((_request, response) => void response.end());
    const retried = await sandbox.codex(['otel', 'quarantine', 'retry', root.id]);
    expect(retried).toMatchObject({ code: 0, stdout: expect.stringContaining('1 delivered') });
    const decoded = decodeTraceRequest(receiver.requests.at(-1)?.body ?? new Uint8Array(), 'protobuf');
    const span = decoded.ok ? decoded.value.resourceSpans[0]?.scopeSpans[0]?.spans[0] : undefined;
    expect(`${span?.traceId}/${span?.spanId}`).toBe(root.itemIds[0]);
    expect(isBalanced((await readStatus(sandbox)).ledger)).toBe(true);

    expect((await sandbox.codex(['otel', 'quarantine', 'drop', '--all'])).code).toBe(2);
    expect(await list(sandbox)).toHaveLength(entries.length - 1);
    expect((await sandbox.codex(['otel', 'quarantine', 'retry', '--all'])).code).toBe(0);
    expect(await readStatus(sandbox)).toMatchObject({
      ledger: { recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN, rejected: 0 },
      destinations: [{ quarantined: 0 }],
    });
  });
});

test('drop deletes for good and keeps the counts; ids must be named', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    receiver.answerWith((_request, response) => response.writeHead(400).end());
    const manager = startRecording(sandbox);
    for (const event of shortTurn()) manager.record(event);
    manager.close();
    await sandbox.codex(['otel', 'flush']);
    const [first, ...others] = await list(sandbox);
    expect((await sandbox.codex(['otel', 'quarantine', 'drop', '--yes'])).code).toBe(1);
    expect((await sandbox.codex(['otel', 'quarantine', 'drop', '--yes', 'nothing'])).code).toBe(1);
    const dropped = await sandbox.codex(['otel', 'quarantine', 'drop', first?.id ?? '', '--yes', '--json']);
    expect(JSON.parse(dropped.stdout)).toEqual({ entries: 1, items: 1, inUse: [] });
    expect(await list(sandbox)).toHaveLength(others.length);
    expect((await sandbox.codex(['otel', 'quarantine', 'drop', '--all', '--yes'])).code).toBe(0);
    expect(await list(sandbox)).toEqual([]);
    expect((await readStatus(sandbox)).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, rejected: EVENTS_PER_TURN });
  });
});
