/**
 * Records turns on a small disk of its own that is full for a while, delivers what could be recorded, and writes ledger
 * and problems to stdout. Runs where it may mount.
 */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { createOtelManager, drainJournals, otelStatus } from '../../src/index.ts';
import { agentTurn } from '../support/agent-turns.ts';
import { destinationAt, otelConfig } from '../support/configuration.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { drainInput, MANAGER_CONTEXT } from '../support/telemetry-home.ts';

const { disk, when } = JSON.parse(process.argv[2] ?? '{}') as { readonly disk: string; readonly when: string };
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
const filler = join(disk, 'filler');
const codexHome = join(disk, 'home');
const receiver = await startOtlpReceiver();
const config = otelConfig([destinationAt(receiver.origin)]);
const problems: string[] = [];
const onProblem = (line: string): void => void problems.push(line);
const manager = createOtelManager({
  config,
  codexHome,
  context: MANAGER_CONTEXT,
  serviceVersion: '0.1.0',
  clock: Date.now,
  onProblem,
});

const recordTurns = (turns: number): void => {
  for (let turn = 0; turn < turns; turn += 1)
    for (const event of agentTurn({ conversationId: uuidv7(), toolOutput: 'x'.repeat(4000) })) manager.record(event);
};

if (when !== 'when the session begins') recordTurns(3);
try {
  writeFileSync(filler, Buffer.alloc(4_000_000));
} catch {
  // It took what there was.
}
recordTurns(10);
rmSync(filler);
recordTurns(10);
manager.close();
const lost = manager.ledger().notRecorded;
await drainJournals(drainInput(codexHome, config));
const { ledger } = otelStatus({ codexHome, config });
if (ledger.notRecorded !== lost) throw new Error(`${lost} were lost, ${ledger.notRecorded} are counted`);
process.stdout.write(`${JSON.stringify({ ledger, problems })}\n`);
await receiver.close();
