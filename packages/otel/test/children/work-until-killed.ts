/**
 * Records turns, delivers them and whatever others left behind, and kills itself at the moment it is told. The id of
 * every event that `record` returned for is written to stdout. Ends with 3 when the moment never came.
 */
import { writeSync } from 'node:fs';
import { createExporter, type ExporterFactory } from '@codex-langfuse/exporter';
import { createOtelManager, drainJournals } from '../../src/index.ts';
import { journalPaths } from '../../src/journal/journal-paths.ts';
import { drainInput, MANAGER_CONTEXT } from '../support/telemetry-home.ts';
import type { KillInput } from '../suites/support/kill-stages.ts';
import { setKillTrap } from '../suites/support/kill-trap.ts';
import { destinationOver, numberedTurn, timelessConfig } from '../suites/support/numbered-turns.ts';

const MOST_TURNS = 60;
const EVENTS_BETWEEN_DELIVERIES = 5;

const input = JSON.parse(process.argv[2] ?? '{}') as KillInput;
const { codexHome, label } = input;
const trap = setKillTrap(input);
const config = timelessConfig([destinationOver(input.protocol, input.origin, { batchMaxItems: 16 })]);
const manager = createOtelManager({
  config,
  codexHome,
  context: MANAGER_CONTEXT,
  serviceVersion: '0.1.0',
  clock: Date.now,
  onProblem: (line) => writeSync(2, `${line}\n`),
});

const stopBeforeSettling: ExporterFactory = (destination, environment) => {
  const exporter = createExporter(destination, environment);
  return {
    export: async (signal, items, abort) => {
      const outcome = await exporter.export(signal, items, abort);
      trap.at('answer read: before it is settled');
      return outcome;
    },
    close: () => exporter.close(),
  };
};

let sequence = 0;
for (let number = 0; number < MOST_TURNS; number += 1) {
  for (const event of numberedTurn(label, number)) {
    manager.record(event);
    // The delta of the stream is not journaled.
    if (event.name === 'sse_event' && event.attributes['event.kind'] !== 'response.completed') continue;
    const own = manager.liveJournal();
    if (own === undefined) throw new Error('nothing can be recorded');
    sequence += 1;
    writeSync(1, `${own.writer}-${sequence}\n`);
    if (sequence === 1) trap.arm(journalPaths(codexHome, own.writer).journal);
    trap.at('after append: after record() returned');
    if (sequence % EVENTS_BETWEEN_DELIVERIES !== 0) continue;
    const environment = { env: {}, write: () => undefined, userAgent: label };
    await drainJournals({ ...drainInput(codexHome, config), own, environment, createExporter: stopBeforeSettling });
  }
}
writeSync(2, `the moment never came: ${input.moment}\n`);
process.exit(3);
