/**
 * Records a turn that does not end, then ends the process as the argument says: `end` by itself, `exit` by process.exit,
 * `throw` by an uncaught exception, `reject` by an unhandled rejection; soon, or when it is told to on stdin.
 */
import { loadConfig } from '@codex-langfuse/config';
import { startTelemetry } from '../../dist/telemetry/telemetry.js';

const { env, stdin, stdout, stderr, platform } = process;
const host = { env, cwd: process.cwd(), home: env.HOME, platform, stdin, stdout, stderr };
const { config } = loadConfig({ home: host.home, cwd: host.cwd, env });
const telemetry = await startTelemetry({
  host,
  config: config.otel,
  settings: { cwd: host.cwd },
  originator: 'codex_exec',
  model: config.model,
  onProblem: (line) => stderr.write(`${line}\n`),
});
const conversationId = '01a20973-0a92-710c-a0b4-89904a512f6a';
telemetry.record({
  name: 'user_prompt',
  timeUnixMicros: Date.now() * 1000,
  conversationId,
  turnId: '01a20973-27e2-7544-b70a-6e26758c164b',
  attributes: { prompt_length: 2, prompt: 'go' },
});

const endings = {
  end: () => undefined,
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('a bug');
  },
  reject: () => Promise.reject(new Error('a bug')),
};
const end = endings[process.argv[2]];
if (process.argv[3] === 'when-told') {
  stdin.once('data', () => {
    stdin.destroy();
    end();
  });
} else setTimeout(() => end(), 10);
