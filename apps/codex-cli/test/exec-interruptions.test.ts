import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createScriptedModel } from '@codex-langfuse/core';
import type { ScriptedModel } from '@codex-langfuse/core';
import type { WireSpan } from '@codex-langfuse/otlp';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { providerConfig, telemetryConfig } from './configs.ts';
import { withSink } from './sink.ts';
import type { Sink } from './sink.ts';
import { eventually, withSandbox } from './support.ts';
import type { RunningCommand, Sandbox } from './support.ts';

/** Asks for a command that takes a minute, or answers at once for the prompt "quick". */
let model: ScriptedModel;
beforeAll(async () => {
  model = await createScriptedModel({
    reply: ({ prompt }) =>
      prompt.includes('quick')
        ? { kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }
        : { kind: 'respond', items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd: 'sleep 60' } }] },
  });
});
afterAll(() => model.close());

/** Runs `work` while the tool call of a turn is under way. */
async function duringTool(
  work: (running: RunningCommand, sandbox: Sandbox, sink: Sink) => Promise<void>,
): Promise<void> {
  await withSink('up', (sink) =>
    withSandbox(async (sandbox) => {
      await sandbox.writeConfig(providerConfig(model) + telemetryConfig(sink.port));
      const running = sandbox.start(['exec', 'take your time']);
      await eventually('the decision to run the command', async () =>
        (await recordedEvents(sandbox)) >= 4 ? true : null,
      );
      await work(running, sandbox, sink);
    }),
  );
}

async function recordedEvents(sandbox: Sandbox): Promise<number> {
  const { stdout } = await sandbox.codex(['otel', 'status', '--json']);
  return (JSON.parse(stdout) as { ledger: { recorded: number } }).ledger.recorded;
}

const rootOf = (sink: Sink): WireSpan | undefined => sink.spans.find((span) => span.name === 'invoke_agent codex');

const attribute = (span: WireSpan | undefined, key: string): string | undefined =>
  span?.attributes.find((candidate) => candidate.key === key)?.value.stringValue;

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the turn as interrupted, and the trace says so', async (signal) => {
  await duringTool(async (running, _sandbox, sink) => {
    running.kill(signal);
    const { code, stdout } = await running.result;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const root = await eventually('the root span', async () => rootOf(sink) ?? null);
    expect(attribute(root, 'langfuse.observation.level')).toBe('WARNING');
    expect(sink.spans.some((span) => span.name === 'execute_tool exec_command')).toBe(true);
  });
});

test('after kill -9 the next run delivers what was recorded, with the turn closed as interrupted', async () => {
  await duringTool(async (running, sandbox, sink) => {
    running.kill('SIGKILL');
    expect((await running.result).signal).toBe('SIGKILL');
    expect(sink.spans).toEqual([]);
    expect((await sandbox.codex(['exec', 'quick'])).code).toBe(0);
    await eventually('both turns', async () =>
      sink.spans.filter((span) => span.name === 'invoke_agent codex').length === 2 ? true : null,
    );
    const levels = sink.spans
      .filter((span) => span.name === 'invoke_agent codex')
      .map((root) => attribute(root, 'langfuse.observation.level'));
    expect(levels).toContain('WARNING');
    expect(sink.spans.some((span) => span.name === 'execute_tool exec_command')).toBe(true);
  });
});

test('regression: Ctrl-C did not end the wait for delivery', async () => {
  await withSink('hang', (sink) =>
    withSandbox(async (sandbox) => {
      const patient = telemetryConfig(sink.port, 'delivery = "wait"\nexit_wait_ms = 60000');
      await sandbox.writeConfig(providerConfig(model) + patient.replace('timeout_ms = 1000', 'timeout_ms = 60000'));
      const running = sandbox.start(['exec', 'quick']);
      await eventually('a request', async () => (sink.requests > 0 ? true : null));
      running.kill('SIGINT');
      expect(await running.result).toMatchObject({ code: 0, stdout: 'Done.\n' });
      sink.mend();
      expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
      expect(rootOf(sink)).toBeDefined();
    }),
  );
}, 20_000);

test('regression: a wait for delivery lasted as long as the request that was under way', async () => {
  await withSink('hang', (sink) =>
    withSandbox(async (sandbox) => {
      const waiting = telemetryConfig(sink.port, 'delivery = "wait"\nexit_wait_ms = 250');
      await sandbox.writeConfig(providerConfig(model) + waiting.replace('timeout_ms = 1000', 'timeout_ms = 60000'));
      expect(await sandbox.codex(['exec', 'quick'])).toMatchObject({ code: 0, stdout: 'Done.\n' });
      sink.mend();
      expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
      expect(rootOf(sink)).toBeDefined();
    }),
  );
}, 20_000);

test('delivery = "next-run" starts nothing at the end, and the next run delivers', async () => {
  await withSink('up', (sink) =>
    withSandbox(async (sandbox) => {
      const configOf = (delivery: string): string =>
        providerConfig(model) + telemetryConfig(sink.port, `delivery = "${delivery}"`);
      await sandbox.writeConfig(configOf('next-run'));
      expect((await sandbox.codex(['exec', 'quick'])).code).toBe(0);
      // Longer than a process that was started would take.
      await sleep(1500);
      expect([sink.requests, await recordedEvents(sandbox)]).toEqual([0, 7]);
      await sandbox.writeConfig(configOf('background'));
      expect((await sandbox.codex(['exec', 'quick'])).code).toBe(0);
      await eventually('both turns', async () =>
        sink.spans.filter(({ name }) => name === 'invoke_agent codex').length === 2 ? true : null,
      );
    }),
  );
}, 20_000);

test('regression: behind a silent name server a wait for delivery lasted ten seconds', async () => {
  await withSandbox(async (sandbox) => {
    // What looks names up without the system's resolver can be left behind at any time.
    const module = `import { writeFileSync } from 'node:fs';
      const diary = (_destination, { lookup }) => ({
        export: async () => {
          writeFileSync(new URL('diary.log', import.meta.url), typeof lookup);
          return { kind: 'delivered' };
        },
        close: async () => undefined,
      });
      export const exporters = { diary };`;
    await writeFile(join(sandbox.codexHome, 'diary.mjs'), module);
    const telemetry = `[otel]\ndelivery = "wait"\nexporter_modules = { diary = "diary.mjs" }\n[otel.trace_exporter.diary]\nendpoint = "http://127.0.0.1:9/"\n`;
    await sandbox.writeConfig(providerConfig(model) + telemetry);
    expect((await sandbox.codex(['exec', 'quick'])).code).toBe(0);
    expect(await readFile(join(sandbox.codexHome, 'diary.log'), 'utf8')).toBe('function');
  });
});

test('TRACEPARENT makes the turn part of the caller’s trace', async () => {
  await withSink('up', (sink) =>
    withSandbox(async (sandbox) => {
      await sandbox.writeConfig(providerConfig(model) + telemetryConfig(sink.port, 'delivery = "wait"'));
      const env = { TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
      expect((await sandbox.codex(['exec', 'quick'], { env })).code).toBe(0);
      const root = rootOf(sink);
      expect(root).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' });
      expect(new Set(sink.spans.map((span) => span.traceId)).size).toBe(1);
    }),
  );
});
