import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createScriptedModel } from '@codex-langfuse/core';
import type { ScriptedModel } from '@codex-langfuse/core';
import { startLangfuseLocal } from '@codex-langfuse/langfuse-local';
import type { LangfuseLocal } from '@codex-langfuse/langfuse-local';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startBlackHole } from './black-hole.ts';
import { telemetryConfig } from './configs.ts';
import { CHILDREN, ROOT, startPatientModel, WAIT, WHOLE_TURN, WHOLE_TURN_EVENTS, withLongTurn } from './long-turn.ts';
import type { LongTurn } from './long-turn.ts';
import { isBalanced, readStatus, recordTurns } from './otel-support.ts';
import type { StatusJson } from './otel-support.ts';
import { freePort, withSink } from './sink.ts';
import type { Sink } from './sink.ts';
import { eventually } from './support.ts';
import type { CommandResult, Sandbox } from './support.ts';

/** Far above what an end takes, far below the time-out of a request. */
const PROMPTLY_MILLIS = 5000;

let model: ScriptedModel;
beforeAll(async () => {
  model = await startPatientModel();
});
afterAll(() => model.close());

const namesOf = (sink: Sink): readonly string[] => sink.spans.map(({ name }) => name).toSorted();
const idsOf = (sink: Sink): ReadonlySet<string> => new Set(sink.spans.map(({ spanId }) => spanId));

const childrenArrived = (sink: Sink): Promise<true> =>
  eventually('the finished children', async () => (sink.spans.length >= CHILDREN.length ? true : null));

/** Each span once, the ledger exact, nothing left. */
async function allArrived(sandbox: Sandbox, sink: Sink): Promise<void> {
  await eventually('the whole turn', async () => (sink.spans.length >= WHOLE_TURN.length ? true : null));
  expect(namesOf(sink)).toEqual(WHOLE_TURN.toSorted());
  expect(idsOf(sink).size).toBe(WHOLE_TURN.length);
  const { ledger } = await settled(sandbox);
  expect(ledger).toMatchObject({ recorded: WHOLE_TURN_EVENTS, delivered: WHOLE_TURN_EVENTS, notRecorded: 0 });
}

function settled(sandbox: Sandbox): Promise<StatusJson> {
  return eventually('the ledger', async () => {
    const status = await readStatus(sandbox);
    return status.ledger.pending === 0 ? status : null;
  });
}

/** The courier opens it before it connects. */
async function hasLedger({ codexHome }: Sandbox): Promise<boolean> {
  return stat(join(codexHome, 'otel/ledger.v1.sqlite')).then(
    () => true,
    () => false,
  );
}

describe('beside a turn that takes its time', () => {
  test.each(['background', 'wait'])('delivery = "%s": finished children arrive, the root at its end', async (mode) => {
    await withSink('up', async (sink) => {
      const toml = telemetryConfig(sink.port, `delivery = "${mode}"`);
      await withLongTurn(model, { toml }, async ({ sandbox, running, goOn }) => {
        await childrenArrived(sink);
        expect(namesOf(sink)).toEqual(CHILDREN.toSorted());
        const during = await readStatus(sandbox);
        expect(isBalanced(during.ledger)).toBe(true);
        expect(during.ledger.recorded).toBeGreaterThan(CHILDREN.length);
        await goOn();
        expect(await running.result).toMatchObject({ code: 0, stdout: 'Done.\n' });
        await allArrived(sandbox, sink);
      });
    });
  });

  test('what is finished later in the turn arrives during it, too', async () => {
    const commands = ['while [ ! -e step ] && [ -d .git ]; do sleep 0.05; done', WAIT];
    const stepping = await createScriptedModel({
      reply: ({ toolOutputs }) => {
        const cmd = commands[toolOutputs.length];
        return cmd === undefined
          ? { kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }
          : { kind: 'respond', items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd } }] };
      },
    });
    await withSink('up', async (sink) => {
      await withLongTurn(stepping, { toml: telemetryConfig(sink.port) }, async ({ sandbox, running, goOn }) => {
        await childrenArrived(sink);
        await writeFile(join(sandbox.workspace, 'step'), '');
        await eventually('the tool', async () => (namesOf(sink).includes('execute_tool exec_command') ? true : null));
        expect(namesOf(sink)).not.toContain(ROOT);
        await goOn();
        expect(await running.result).toMatchObject({ code: 0, stdout: 'Done.\n' });
      });
    });
    await stepping.close();
  });

  test('the trace grows in langfuse-local', async () => {
    await withLangfuseLocal(async (server) => {
      const { publicKey, secretKey } = server.keys;
      const authorization = `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;
      const observations = async (): Promise<readonly string[]> => {
        const answer = await fetch(`${server.url}/api/public/v2/observations?limit=100`, {
          headers: { authorization },
        });
        const { data } = (await answer.json()) as { data: readonly { name: string }[] };
        return data.map(({ name }) => name).toSorted();
      };
      const toml = `[otel.exporter.langfuse]\nbase_url = "${server.url}"\npublic_key = "${publicKey}"\nsecret_key = "${secretKey}"\n`;
      await withLongTurn(model, { toml }, async ({ running, goOn }) => {
        const during = await eventually('the finished children', async () => {
          const found = await observations();
          return found.length >= CHILDREN.length ? found : null;
        });
        expect(during).toEqual(CHILDREN.toSorted());
        await goOn();
        await running.result;
        const after = await eventually('the whole turn', async () => {
          const found = await observations();
          return found.length >= WHOLE_TURN.length ? found : null;
        });
        // Langfuse shows a tool by its own name.
        const shown = WHOLE_TURN.map((name) => name.replace('execute_tool ', ''));
        expect(after).toEqual(shown.toSorted());
      });
    });
  });

  test('what an earlier process left is delivered meanwhile', async () => {
    await withSink('up', async (sink) => {
      const prepare = async (sandbox: Sandbox): Promise<void> => recordTurns(sandbox);
      await withLongTurn(model, { toml: telemetryConfig(sink.port), prepare }, async ({ sandbox, running, goOn }) => {
        await eventually('the earlier turn', async () => (namesOf(sink).includes(ROOT) ? true : null));
        expect((await readStatus(sandbox)).ledger.pending).toBeGreaterThan(0);
        await goOn();
        expect((await running.result).code).toBe(0);
      });
    });
  });
});

async function withLangfuseLocal(work: (server: LangfuseLocal) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'langfuse-local-'));
  const server = await startLangfuseLocal({ directory, port: 0 });
  try {
    await work(server);
  } finally {
    await server.close();
    await rm(directory, { recursive: true });
  }
}

describe('however the turn ends', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s: the rest arrives, each span once', async (signal) => {
    await withSink('up', async (sink) => {
      await withLongTurn(model, { toml: telemetryConfig(sink.port) }, async ({ sandbox, running }) => {
        await childrenArrived(sink);
        running.kill(signal);
        expect(await running.result).toMatchObject({ code: 1, signal: null, stdout: '' });
        await interruptedTurnArrived(sandbox, sink);
      });
    });
  });

  test('kill -9: the next flush delivers the rest, and of the request in flight nothing more than twice', async () => {
    await withSink('up', async (sink) => {
      await withLongTurn(model, { toml: telemetryConfig(sink.port) }, async ({ sandbox, running }) => {
        await childrenArrived(sink);
        running.kill('SIGKILL');
        expect((await running.result).signal).toBe('SIGKILL');
        expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
        // The children may have arrived before that was written down.
        await interruptedTurnArrived(sandbox, sink, CHILDREN.length);
      });
    });
  });

  async function interruptedTurnArrived(sandbox: Sandbox, sink: Sink, mostRepeated = 0): Promise<void> {
    const whole = [...CHILDREN, 'execute_tool exec_command', ROOT].toSorted();
    await eventually('the whole turn', async () => (idsOf(sink).size >= whole.length ? true : null));
    const once = new Map(sink.spans.map(({ spanId, name }) => [spanId, name]));
    expect([...once.values()].toSorted()).toEqual(whole);
    expect(sink.spans.length).toBeLessThanOrEqual(whole.length + mostRepeated);
    const { ledger } = await settled(sandbox);
    expect(ledger.delivered).toBe(ledger.recorded);
  }
});

describe('whatever the endpoint does, the command ends, and everything arrives once it is mended', () => {
  /** The turn goes on, and the command ends by itself, long before a request to the endpoint would time out. */
  async function endUndisturbed({ running, goOn }: LongTurn): Promise<void> {
    await goOn();
    const result = await Promise.race([running.result, sleep(PROMPTLY_MILLIS, 'it hangs', { ref: false })]);
    expect(result).toMatchObject({ code: 0, signal: null, stdout: 'Done.\n' });
    expect((result as CommandResult).stderr).not.toMatch(/telemetry|otlp|ECONN/i);
  }

  async function deliversAll(sandbox: Sandbox): Promise<void> {
    await eventually('delivery', async () => ((await sandbox.codex(['otel', 'flush'])).code === 0 ? true : null));
    const { ledger } = await readStatus(sandbox);
    expect(ledger).toMatchObject({ recorded: WHOLE_TURN_EVENTS, delivered: WHOLE_TURN_EVENTS, pending: 0 });
  }

  const patient = (port: number): string => telemetryConfig(port).replace('timeout_ms = 1000', 'timeout_ms = 30000');

  test.each(['hang', 'status-500'] as const)('%s', async (fault) => {
    await withSink(fault, async (sink) => {
      await withLongTurn(model, { toml: patient(sink.port) }, async (turn) => {
        await eventually('a request', async () => (sink.requests > 0 ? true : null));
        await endUndisturbed(turn);
        sink.mend();
        await deliversAll(turn.sandbox);
        expect(namesOf(sink)).toEqual(WHOLE_TURN.toSorted());
      });
    });
  });

  test('refused', async () => {
    const port = await freePort();
    await withLongTurn(model, { toml: patient(port) }, async (turn) => {
      await eventually('a failed try', async () =>
        (await readStatus(turn.sandbox)).destinations[0]?.state === 'backing-off' ? true : null,
      );
      await endUndisturbed(turn);
      await withSink(
        'up',
        async (sink) => {
          await deliversAll(turn.sandbox);
          expect(namesOf(sink)).toEqual(WHOLE_TURN.toSorted());
        },
        port,
      );
    });
  });

  test('black-holed', async () => {
    const hole = await startBlackHole();
    await withLongTurn(model, { toml: patient(hole.port) }, async (turn) => {
      try {
        await eventually('a courier at work', async () => ((await hasLedger(turn.sandbox)) ? true : null));
        await endUndisturbed(turn);
        hole.mend();
        await deliversAll(turn.sandbox);
        expect((await readStatus(turn.sandbox)).destinations[0]?.state).toBe('ok');
      } finally {
        hole.close();
      }
    });
  });

  test('an answer that comes too late for the end is lost, not its spans', async () => {
    await withSink('late', async (sink) => {
      await withLongTurn(model, { toml: patient(sink.port) }, async (turn) => {
        await eventually('a request', async () => (sink.requests > 0 ? true : null));
        await endUndisturbed(turn);
        sink.mend();
        await deliversAll(turn.sandbox);
        expect(idsOf(sink).size).toBe(WHOLE_TURN.length);
        // The one request that the end cut off, and no other, is there twice.
        expect(sink.spans.length).toBeLessThanOrEqual(WHOLE_TURN.length + CHILDREN.length);
      });
    });
  });
});
