import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedModel } from '@codex-langfuse/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { telemetryConfig } from './configs.ts';
import { CHILDREN, startPatientModel, WHOLE_TURN, WHOLE_TURN_EVENTS, withLongTurn } from './long-turn.ts';
import type { LongTurn } from './long-turn.ts';
import { isBalanced, readStatus, recordTurns, tracesTo, withReceiver } from './otel-support.ts';
import { withSink } from './sink.ts';
import { eventually } from './support.ts';
import type { Sandbox } from './support.ts';

let model: ScriptedModel;
beforeAll(async () => {
  model = await startPatientModel();
});
afterAll(() => model.close());

describe('another shell, while a session with a courier runs', () => {
  test('flush reports what the session holds and does not wait for it; status adds up', async () => {
    await withSink('up', async (sink) => {
      await withLongTurn(model, { toml: telemetryConfig(sink.port) }, async ({ sandbox, running, goOn }) => {
        await eventually('the finished children', async () => (sink.spans.length >= CHILDREN.length ? true : null));
        // Far less than its time-out of a minute, for which the session does not end.
        const flush = await Promise.race([sandbox.codex(['otel', 'flush']), sleep(20_000, null, { ref: false })]);
        expect(flush).toMatchObject({ code: 1, stdout: expect.stringMatching(/held by running sessions: \d+ events/) });
        expect(flush?.stderr).not.toContain('Another process is delivering');
        const { ledger, destinations } = await readStatus(sandbox);
        expect(isBalanced(ledger)).toBe(true);
        expect(ledger.pending).toBeGreaterThan(0);
        expect(destinations[0]?.state).toBe('ok');
        await goOn();
        expect((await running.result).code).toBe(0);
        await eventually('delivery', async () => ((await sandbox.codex(['otel', 'flush'])).code === 0 ? true : null));
        expect(sink.spans).toHaveLength(WHOLE_TURN.length);
      });
    });
  });

  test('a journal whose session was killed beside its courier is delivered, and waited for, like any other', async () => {
    await withSink('up', async (sink) => {
      await withLongTurn(model, { toml: telemetryConfig(sink.port) }, async ({ sandbox, running }) => {
        await eventually('the finished children', async () => (sink.spans.length >= CHILDREN.length ? true : null));
        running.kill('SIGKILL');
        await running.result;
        sink.behaviour = 'hang';
        const before = sink.requests;
        const first = sandbox.codex(['otel', 'flush', '--timeout', '2']);
        await eventually('a request', async () => (sink.requests > before ? true : null));
        const second = await sandbox.codex(['otel', 'flush', '--timeout', '0.5']);
        expect(second.stderr).toContain('Another process is delivering');
        await first;
      });
    });
  });
});

test('a run that waits at its end leaves older journals until then', async () => {
  await withSink('up', async (sink) => {
    const prepare = async (sandbox: Sandbox): Promise<void> => recordTurns(sandbox);
    const toml = telemetryConfig(sink.port, 'delivery = "wait"');
    await withLongTurn(model, { toml, prepare }, async ({ running, goOn }) => {
      await eventually('the finished children', async () => (sink.spans.length >= CHILDREN.length ? true : null));
      // As long as a process of its own would take to deliver the others.
      await sleep(1000);
      expect(new Set(sink.spans.map(({ traceId }) => traceId)).size).toBe(1);
      await goOn();
      expect((await running.result).code).toBe(0);
      expect(new Set(sink.spans.map(({ traceId }) => traceId)).size).toBe(2);
    });
  });
});

test.each(['profile', 'override'])('the courier knows a destination that only the %s names', async (source) => {
  await withSink('up', async (sink) => {
    const url = `http://127.0.0.1:${sink.port}/v1/traces`;
    const flags =
      source === 'profile'
        ? ['--profile', 'traced']
        : ['-c', `otel.exporter={ otlp-http = { endpoint = "${url}", protocol = "binary" } }`];
    const prepare = ({ codexHome }: Sandbox): Promise<void> =>
      writeFile(join(codexHome, 'traced.config.toml'), tracesTo(url));
    await withLongTurn(model, { toml: '', flags, prepare }, async ({ running, goOn }) => {
      await eventually('the finished children', async () => (sink.spans.length >= CHILDREN.length ? true : null));
      await goOn();
      expect(await running.result).toMatchObject({ code: 0, stdout: 'Done.\n' });
    });
  });
});

test('the courier does not run the program that prints the model’s key', async () => {
  await withSink('up', async (sink) => {
    const prepare = async ({ codexHome }: Sandbox): Promise<void> => {
      await writeFile(join(codexHome, 'key.sh'), '#!/bin/sh\necho asked >> "$0.log"\necho planted\n', { mode: 0o755 });
    };
    // It goes on with the table of the provider.
    const toml = `experimental_bearer_token = { command = ["./key.sh"] }\n${telemetryConfig(sink.port)}`;
    await withLongTurn(model, { toml, prepare }, async ({ sandbox, running, goOn }) => {
      await eventually('the finished children', async () => (sink.spans.length >= CHILDREN.length ? true : null));
      expect(await readFile(join(sandbox.codexHome, 'key.sh.log'), 'utf8')).toBe('asked\n');
      await goOn();
      expect((await running.result).code).toBe(0);
    });
  });
});

describe('a destination’s secret from a program', () => {
  const PROGRAM = '#!/bin/sh\necho asked >> "$0.log"\n. "$0.rest"\n';
  const withProgram = async (sandbox: Sandbox, rest: string): Promise<void> => {
    const path = join(sandbox.codexHome, 'token.sh');
    await writeFile(path, PROGRAM);
    await writeFile(`${path}.rest`, rest);
    await chmod(path, 0o755);
  };
  const HEADERS = 'headers = { authorization = { command = ["./token.sh"] } }\n';
  const logOf = async ({ codexHome }: Sandbox): Promise<string> =>
    readFile(join(codexHome, 'token.sh.log'), 'utf8').catch(() => '');

  test('is asked for when the courier sends', async () => {
    await withReceiver(async (_sandbox, receiver) => {
      const prepare = (sandbox: Sandbox): Promise<void> => withProgram(sandbox, 'echo Bearer planted-1');
      const toml = tracesTo(`${receiver.origin}/v1/traces`, HEADERS);
      await withLongTurn(model, { toml, prepare }, async ({ sandbox, running, goOn }) => {
        await eventually('the first request', async () => (receiver.requests.length > 0 ? true : null));
        expect(receiver.requests[0]?.headers['authorization']).toBe('Bearer planted-1');
        expect(await logOf(sandbox)).toBe('asked\n');
        await goOn();
        expect((await running.result).code).toBe(0);
      });
    });
  });

  test('regression: a program that takes long held up the end of the command', async () => {
    await withReceiver(async (_sandbox, receiver) => {
      const prepare = (sandbox: Sandbox): Promise<void> => withProgram(sandbox, 'sleep 4; echo ended >> "$0.log"');
      const toml = tracesTo(`${receiver.origin}/v1/traces`, HEADERS);
      await withLongTurn(model, { toml, prepare }, async ({ sandbox, running, goOn }) => {
        await eventually('the program', async () => ((await logOf(sandbox)) === '' ? null : true));
        await goOn();
        expect(await running.result).toMatchObject({ code: 0, stdout: 'Done.\n' });
        // The program was still running when the command had ended; what took over may have asked it, too.
        expect(await logOf(sandbox)).not.toContain('ended');
        await writeFile(join(sandbox.codexHome, 'token.sh.rest'), 'echo Bearer planted-2');
        await eventually('delivery', async () => ((await sandbox.codex(['otel', 'flush'])).code === 0 ? true : null));
        expect((await readStatus(sandbox)).ledger).toMatchObject({ delivered: WHOLE_TURN_EVENTS, pending: 0 });
      });
    });
  });
});

describe('what goes wrong in the courier’s thread stays there', () => {
  /** An exporter that writes down what it is given; `body` runs before that. */
  const exporterModule = (body: string): string => `
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
export const exporters = {
  diary: () => ({
    async export(signal, items) {
      ${body}
      const names = items.filter(({ span }) => span !== undefined).map(({ span }) => span.name);
      appendFileSync(new URL('diary.log', import.meta.url), JSON.stringify({ isMainThread, signal, names }) + '\\n');
      return { kind: 'delivered' };
    },
    async close() {},
  }),
};
`;

  interface Entry {
    readonly isMainThread: boolean;
    readonly signal: string;
    readonly names: readonly string[];
  }

  async function withDiaryTurn(
    body: string,
    work: (turn: LongTurn, entries: () => Promise<readonly Entry[]>) => Promise<void>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const prepare = ({ codexHome }: Sandbox): Promise<void> =>
      writeFile(join(codexHome, 'diary.mjs'), exporterModule(body));
    const toml = `[otel]\nexporter_modules = { diary = "diary.mjs" }\n[otel.trace_exporter.diary]\nendpoint = "http://127.0.0.1:9/"\n`;
    await withLongTurn(model, { toml, prepare, env }, (turn) =>
      work(turn, async () => {
        const text = await readFile(join(turn.sandbox.codexHome, 'diary.log'), 'utf8').catch(() => '');
        const lines = text.split('\n').filter((line) => line !== '');
        return lines.map((line) => JSON.parse(line) as Entry).filter(({ signal }) => signal === 'traces');
      }),
    );
  }

  test('an exporter of another package serves there; what it prints is not the command’s', async () => {
    await withDiaryTurn(
      `console.log('noise'); console.error('noise');`,
      async ({ running, goOn, sandbox }, entries) => {
        const [first] = await eventually('the first batch', async () => {
          const found = await entries();
          return found.length > 0 ? found : null;
        });
        expect(first).toEqual({ isMainThread: false, signal: 'traces', names: expect.any(Array) });
        expect(first?.names.toSorted()).toEqual(CHILDREN.toSorted());
        await goOn();
        const { code, stdout, stderr } = await running.result;
        expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' });
        expect(stderr).not.toContain('noise');
        await eventually('delivery', async () => ((await readStatus(sandbox)).ledger.pending === 0 ? true : null));
        expect((await entries()).flatMap(({ names }) => names).toSorted()).toEqual(WHOLE_TURN.toSorted());
      },
    );
  });

  test('variables of other programs’ telemetry do not get there', async () => {
    const body = `if (Object.keys(process.env).some((name) => name.startsWith('OTEL_'))) return { kind: 'refused', fault: { code: 'leak', message: 'leak', hint: '' } };`;
    const env = { OTEL_BSP_MAX_QUEUE_SIZE: '1', OTEL_TRACES_SAMPLER: 'always_off' };
    await withDiaryTurn(
      body,
      async ({ running, goOn }, entries) => {
        await eventually('a batch', async () => ((await entries()).length > 0 ? true : null));
        await goOn();
        expect((await running.result).code).toBe(0);
      },
      env,
    );
  });

  test.each([
    [
      'throws where nobody catches',
      `if (!isMainThread) { setTimeout(() => { throw new Error('a bug in the module'); }); await new Promise(() => undefined); }`,
    ],
    ['ends its thread', `if (!isMainThread) process.exit(9);`],
  ])('an exporter that %s costs one line, and everything arrives later', async (_what, body) => {
    await withDiaryTurn(body, async ({ running, goOn, sandbox }, entries) => {
      await eventually('the line', async () =>
        running.errors().includes('telemetry waits for a later run') ? true : null,
      );
      await goOn();
      const { code, stdout, stderr } = await running.result;
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' });
      expect(stderr.split('\n').filter((line) => line.includes('telemetry'))).toHaveLength(1);
      await eventually('delivery', async () => ((await sandbox.codex(['otel', 'flush'])).code === 0 ? true : null));
      expect((await entries()).flatMap(({ names }) => names).toSorted()).toEqual(WHOLE_TURN.toSorted());
    });
  });

  test.each([
    ['cannot be read any more', '[otel\n'],
    ['no longer says where to', '[otel]\nexporter = "nowhere"\n'],
  ])('a configuration that %s meanwhile costs one line', async (_what, broken) => {
    await withSink('up', async (sink) => {
      await withLongTurn(model, { toml: telemetryConfig(sink.port) }, async ({ sandbox, running, goOn }) => {
        const good = await readFile(join(sandbox.codexHome, 'config.toml'), 'utf8');
        await eventually('a journal', async () =>
          (await readdir(join(sandbox.codexHome, 'otel/journal')).catch(() => [])).length > 0 ? true : null,
        );
        await sandbox.writeConfig(broken);
        await eventually('the line', async () =>
          running.errors().includes('telemetry waits for a later run') ? true : null,
        );
        await goOn();
        const { code, stdout, stderr } = await running.result;
        expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' });
        expect(stderr.split('\n').filter((line) => line.includes('telemetry'))).toHaveLength(1);
        await sandbox.writeConfig(good);
        expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
        expect(sink.spans).toHaveLength(WHOLE_TURN.length);
      });
    });
  });
});
