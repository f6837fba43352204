import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { withSink } from './sink.ts';
import { eventually, withSandbox } from './support.ts';

const CHILD = fileURLToPath(new URL('children/end-abruptly.mjs', import.meta.url));

test.each([
  ['end', 'soon', 0],
  ['exit', 'soon', 3],
  ['throw', 'soon', 1],
  ['reject', 'soon', 1],
  ['end', 'when-told', 0],
  ['exit', 'when-told', 3],
  ['throw', 'when-told', 1],
  ['reject', 'when-told', 1],
] as const)(
  'however the process ends (%s, %s), its exit code stays and its events arrive',
  async (ending, time, expected) => {
    await withSink('up', (sink) =>
      withSandbox(async (sandbox) => {
        await sandbox.writeConfig(
          `[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1:${sink.port}/v1/traces"\nprotocol = "binary"\n`,
        );
        const env = { PATH: process.env['PATH'], HOME: sandbox.home };
        const child = spawn(process.execPath, [CHILD, ending, time], {
          cwd: sandbox.workspace,
          env,
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        if (time === 'when-told') {
          // The courier is there, and has delivered what is finished.
          await eventually('a request', async () => (sink.requests > 0 ? true : null));
          child.stdin?.write('end\n');
        }
        const [code] = (await once(child, 'exit')) as [number];
        expect(code).toBe(expected);
        const root = await eventually(
          'the root span',
          async () => sink.spans.find(({ parentSpanId }) => parentSpanId === '') ?? null,
        );
        expect(root.name).toBe('invoke_agent codex');
        await eventually('the ledger', async () => {
          const { stdout } = await sandbox.codex(['otel', 'status', '--json']);
          const { ledger } = JSON.parse(stdout) as { ledger: { delivered: number; pending: number } };
          return ledger.delivered === 1 && ledger.pending === 0 ? true : null;
        });
      }),
    );
  },
);
