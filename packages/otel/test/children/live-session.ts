/**
 * A session that lives on: records a turn, delivers it beside its work, and does what each line of stdin says:
 * `record` another turn, `stop` the courier and exit, `exit` at once.
 */
import { createInterface } from 'node:readline';
import { writeSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { createOtelManager } from '../../src/index.ts';
import { startCourierWorker } from '../../src/worker/index.ts';
import { agentTurn } from '../support/agent-turns.ts';
import { liveSessionConfig, type LiveSessionSettings } from '../support/configuration.ts';
import { MANAGER_CONTEXT } from '../support/telemetry-home.ts';

const { codexHome, nameServers, settings } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly codexHome: string;
  readonly nameServers?: readonly string[];
  readonly settings: LiveSessionSettings;
};
const config = liveSessionConfig(settings);
const onProblem = (line: string): void => void writeSync(2, `${line}\n`);
const manager = createOtelManager({
  config,
  codexHome,
  context: MANAGER_CONTEXT,
  serviceVersion: '0.1.0',
  clock: Date.now,
  onProblem,
});
const courier = startCourierWorker({
  codexHome,
  config,
  own: () => manager.liveJournal(),
  thread: new URL('live-session-thread.ts', import.meta.url),
  settings,
  env: {},
  write: () => undefined,
  userAgent: 'live-session',
  onProblem,
  ...(nameServers === undefined ? {} : { nameServers }),
});

const record = (): void => {
  for (const event of agentTurn({ conversationId: uuidv7() })) {
    manager.record(event);
    courier.notice();
  }
  writeSync(1, 'recorded\n');
};

createInterface(process.stdin).on('line', (line) => {
  if (line === 'record') record();
  else if (line.startsWith('stop'))
    void courier.stop(line === 'stop-patiently' ? 60_000 : undefined).then(() => {
      manager.leave();
      process.exit(7);
    });
  else process.exit(7);
});
record();
