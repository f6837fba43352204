/** Records tool results in turns of ten and writes each one's call id to stdout once `record` has returned. */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { createOtelManager } from '../../src/index.ts';
import { MANAGER_CONTEXT } from '../support/telemetry-home.ts';
import { readChildInput, sharedConfig } from './child-input.ts';

const { codexHome, origin, label, count } = readChildInput();
const conversationId = uuidv7();
const manager = createOtelManager({
  config: sharedConfig(origin),
  codexHome,
  context: MANAGER_CONTEXT,
  serviceVersion: '0.1.0',
  clock: Date.now,
  onProblem: (line) => writeSync(2, `${line}\n`),
});

let turnId = uuidv7();
for (let index = 0; index < (count ?? Infinity); index += 1) {
  const callId = `${label}-${index}`;
  const common = { timeUnixMicros: Date.now() * 1000, conversationId, turnId };
  manager.record({
    name: 'tool_result',
    ...common,
    attributes: {
      tool_name: 'exec_command',
      call_id: callId,
      duration_ms: 1,
      success: true,
      arguments_length: 0,
      output: `output of ${callId}.`,
      output_length: 20,
    },
  });
  writeSync(1, `${callId}\n`);
  if (index % 10 === 9) {
    manager.record({ name: 'turn_ended', ...common, attributes: { outcome: 'completed', duration_ms: 10 } });
    turnId = uuidv7();
    await sleep(1);
  }
}
manager.close();
