/** Records the first half of a turn, says `half`, and records the rest when its stdin ends. */
import { writeSync } from 'node:fs';
import { once } from 'node:events';
import { v7 as uuidv7 } from 'uuid';
import { createOtelManager } from '../../src/index.ts';
import { agentTurn } from '../support/agent-turns.ts';
import { MANAGER_CONTEXT } from '../support/telemetry-home.ts';
import { readChildInput, sharedConfig } from './child-input.ts';

const { codexHome, origin } = readChildInput();
const manager = createOtelManager({
  config: sharedConfig(origin),
  codexHome,
  context: MANAGER_CONTEXT,
  serviceVersion: '0.1.0',
  clock: Date.now,
  onProblem: (line) => writeSync(2, `${line}\n`),
});
const events = agentTurn({ conversationId: uuidv7() });
const half = Math.floor(events.length / 2);
for (const event of events.slice(0, half)) manager.record(event);
writeSync(1, 'half\n');
await once(process.stdin.resume(), 'end');
for (const event of events.slice(half)) manager.record(event);
manager.close();
