import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScriptedModel } from '@codex-langfuse/core';
import type { ScriptedModel } from '@codex-langfuse/core';
import type { CommandResult, Sandbox } from './support.ts';
import { eventually, withSandbox } from './support.ts';
import { providerConfig, telemetryConfig as telemetry } from './configs.ts';
import { freePort, withSink } from './sink.ts';
import type { Sink } from './sink.ts';

const ANSWER = 'All is well.';

/** Runs one command, then answers; fails for the prompt "fail". */
let model: ScriptedModel;
beforeAll(async () => {
  model = await createScriptedModel({
    reply: ({ prompt, toolOutputs }) => {
      if (prompt.includes('fail'))
        return { kind: 'status', status: 400, body: { error: { message: 'no such thing' } } };
      if (toolOutputs.length > 0) return { kind: 'respond', items: [{ type: 'message', text: ANSWER }] };
      return {
        kind: 'respond',
        items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd: 'echo hello; exit 3' } }],
      };
    },
  });
});
afterAll(() => model.close());

const provider = (): string => providerConfig(model);

const status = async (sandbox: Sandbox): Promise<{ recorded: number; delivered: number; pending: number }> => {
  const { stdout } = await sandbox.codex(['otel', 'status', '--json']);
  return (JSON.parse(stdout) as { ledger: { recorded: number; delivered: number; pending: number } }).ledger;
};

/** Each span once, one root, and the conversation's two requests and one tool call under it. */
function expectWholeTurn(sink: Sink): void {
  const names = sink.spans.map((span) => span.name);
  expect(new Set(sink.spans.map((span) => span.spanId)).size).toBe(sink.spans.length);
  expect(names.filter((name) => name === 'invoke_agent codex')).toHaveLength(1);
  expect(names.filter((name) => name === 'chat gpt-5-codex')).toHaveLength(2);
  expect(names.filter((name) => name.startsWith('execute_tool'))).toHaveLength(1);
}

test('telemetry that can neither record nor deliver says one line', async () => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig(`${provider()}${telemetry(await freePort(), 'delivery = "wait"')}`);
    await writeFile(join(sandbox.codexHome, 'otel'), 'in the way');
    const { code, stdout, stderr } = await sandbox.codex(['exec', 'go']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${ANSWER}\n` });
    expect(stderr.split('\n').filter((line) => line.includes('telemetry'))).toEqual([
      expect.stringContaining('telemetry is off, the journal'),
    ]);
  });
});

test.each(['own', './own', '~/workspace/own'])(
  'CODEX_HOME=%s is one place, wherever the turn works',
  async (folder) => {
    await withSink('up', async (sink) => {
      await withSandbox(async (sandbox) => {
        const home = join(sandbox.workspace, 'own');
        await Promise.all([mkdir(home), mkdir(join(sandbox.workspace, 'elsewhere'))]);
        await writeFile(join(home, 'config.toml'), `${provider()}${telemetry(sink.port)}`);
        const env = { CODEX_HOME: folder };
        const { code } = await sandbox.codex(['exec', '--skip-git-repo-check', '-C', 'elsewhere', 'go'], { env });
        expect(code).toBe(0);
        await eventually('the root span', async () =>
          sink.spans.some(({ name }) => name.startsWith('invoke_agent')) ? true : null,
        );
        expectWholeTurn(sink);
        expect(await readdir(sandbox.codexHome)).toEqual([]);
      });
    });
  },
);

describe('output', () => {
  test('the final message alone on stdout, progress on stderr', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider());
      const { code, stdout, stderr } = await sandbox.codex(['exec', 'look around', '-o', 'last.txt']);
      expect(stdout).toBe(`${ANSWER}\n`);
      expect(code).toBe(0);
      expect(stderr).toContain('echo hello');
      expect(stderr).toContain('exit 3');
      expect(await readFile(join(sandbox.workspace, 'last.txt'), 'utf8')).toBe(ANSWER);
    });
  });

  test('--json prints the event stream of the real Codex', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider());
      const { stdout } = await sandbox.codex(['exec', '--json', 'look around']);
      const events = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; item?: Record<string, unknown> });
      expect(events.map((event) => event.type)).toEqual([
        'thread.started',
        'turn.started',
        'item.started',
        'item.completed',
        'item.completed',
        'turn.completed',
      ]);
      expect(events[3]?.item).toMatchObject({
        type: 'command_execution',
        aggregated_output: 'hello\n',
        exit_code: 3,
        status: 'failed',
      });
      expect(events[4]?.item).toMatchObject({ type: 'agent_message', text: ANSWER });
    });
  });

  test('a prompt from stdin, alone and behind an argument', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider());
      expect((await sandbox.codex(['exec', '-'], { stdin: 'look around' })).stdout).toBe(`${ANSWER}\n`);
      const { stderr } = await sandbox.codex(['exec', 'look at this'], { stdin: 'piped text' });
      expect(stderr).toContain('<stdin>\npiped text\n</stdin>');
    });
  });
});

describe('what goes wrong ends with exit code 1 and a remedy', () => {
  test('the model refuses', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider());
      const { code, stdout, stderr } = await sandbox.codex(['exec', 'fail please']);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/ERROR: .*no such thing/);
    });
  });

  test('no key', async () => {
    await withSandbox(async (sandbox) => {
      const { code, stderr } = await sandbox.codex(['exec', 'hello']);
      expect(code).toBe(1);
      expect(stderr).toContain('OPENAI_API_KEY');
    });
  });

  test('no prompt', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider());
      const { code, stderr } = await sandbox.codex(['exec']);
      expect(code).toBe(1);
      expect(stderr).toContain('codex exec "');
    });
  });

  test('outside a git repository', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider());
      const outside = ['exec', '-C', sandbox.home, 'look around'];
      expect((await sandbox.codex(outside)).stderr).toContain('--skip-git-repo-check');
      expect((await sandbox.codex([...outside, '--skip-git-repo-check'])).code).toBe(0);
    });
  });

  test('a broken config.toml names file, line and column', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig('model = "x"\nmodel = = 3\n');
      const { code, stderr } = await sandbox.codex(['exec', 'hello']);
      expect(code).toBe(1);
      expect(stderr).toContain(`${join(sandbox.codexHome, 'config.toml')}:2:9`);
    });
  });
});

describe('telemetry stays out of the way and arrives', () => {
  const expectUndisturbed = ({ code, stdout, stderr }: CommandResult): void => {
    expect(stdout).toBe(`${ANSWER}\n`);
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/telemetry|ECONN|otlp/i);
  };

  test('the detached flush delivers after the command has ended', async () => {
    await withSink('up', (sink) =>
      withSandbox(async (sandbox) => {
        await sandbox.writeConfig(provider() + telemetry(sink.port));
        expectUndisturbed(await sandbox.codex(['exec', 'look around']));
        await eventually('delivery', async () => ((await status(sandbox)).pending === 0 ? true : null));
        expectWholeTurn(sink);
        const ledger = await status(sandbox);
        expect(ledger.delivered).toBe(ledger.recorded);
        expect(ledger.recorded).toBeGreaterThan(0);
      }),
    );
  });

  test.each(['hang', 'status-500'] as const)(
    'endpoint: %s; once it is mended, flush delivers everything once',
    async (fault) => {
      await withSink(fault, (sink) =>
        withSandbox(async (sandbox) => {
          await sandbox.writeConfig(provider() + telemetry(sink.port));
          expectUndisturbed(await sandbox.codex(['exec', 'look around']));
          await eventually('the first try', async () => (sink.requests > 0 ? true : null));
          expect((await status(sandbox)).pending).toBeGreaterThan(0);
          sink.behaviour = 'up';
          await eventually('delivery', async () => ((await sandbox.codex(['otel', 'flush'])).code === 0 ? true : null));
          expectWholeTurn(sink);
          expect((await status(sandbox)).pending).toBe(0);
        }),
      );
    },
  );

  test('endpoint: refused; the next run delivers what the first one left', async () => {
    const port = await freePort();
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider() + telemetry(port));
      expectUndisturbed(await sandbox.codex(['exec', 'look around']));
      const { recorded } = await status(sandbox);
      await withSink(
        'up',
        async (sink) => {
          expectUndisturbed(await sandbox.codex(['exec', 'look around']));
          await eventually('delivery of both runs', async () => {
            const ledger = await status(sandbox);
            return ledger.recorded > recorded && ledger.pending === 0 ? true : null;
          });
          expect(sink.spans.filter((span) => span.name === 'invoke_agent codex')).toHaveLength(2);
          expect(new Set(sink.spans.map((span) => span.spanId)).size).toBe(sink.spans.length);
        },
        port,
      );
    });
  });

  test('a failed turn arrives as well', async () => {
    await withSink('up', (sink) =>
      withSandbox(async (sandbox) => {
        await sandbox.writeConfig(provider() + telemetry(sink.port, 'delivery = "wait"'));
        expect((await sandbox.codex(['exec', 'fail please'])).code).toBe(1);
        const root = sink.spans.find((span) => span.name === 'invoke_agent codex');
        expect(root?.status.code).toBe(2);
      }),
    );
  });

  test('a bad [otel] is one line, and the agent goes on', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(`${provider()}\n[otel]\nexporter = { otlp-http = { endpoint = "not a url" } }\n`);
      const { code, stdout, stderr } = await sandbox.codex(['exec', 'look around']);
      expect(stdout).toBe(`${ANSWER}\n`);
      expect(code).toBe(0);
      expect(stderr.split('\n').filter((line) => /telemetry|otel/i.test(line))).toHaveLength(1);
    });
  });

  test('without [otel] nothing is written', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig(provider());
      await sandbox.codex(['exec', 'look around']);
      await expect(readFile(join(sandbox.codexHome, 'otel'))).rejects.toThrow('ENOENT');
    });
  });
});

test('the form that tutorials show, which is not TOML, loads with a hint', async () => {
  await withSink('up', (sink) =>
    withSandbox(async (sandbox) => {
      await writeFile(
        join(sandbox.codexHome, 'config.toml'),
        `${provider()}
  [otel]
  environment = "production"
  exporter = "otlp-http"
  delivery = "wait"

  [otel.exporter."otlp-http"]
  endpoint = "http://127.0.0.1:${sink.port}/api/public/otel"
  protocol = "binary"

  [otel.exporter."otlp-http".headers]
  "Authorization" = "Basic cGstbGYtMTpzay1sZi0y"
  `,
      );
      const { code, stderr } = await sandbox.codex(['exec', 'look around']);
      expect(code).toBe(0);
      expect(stderr).toContain('codex otel config --fix');
      expectWholeTurn(sink);
      const fixed = await sandbox.codex(['otel', 'config', '--fix']);
      expect(fixed.stdout).toMatch(/^- *exporter = "otlp-http"$/m);
      expect((await sandbox.codex(['exec', 'look around'])).stderr).not.toContain('--fix');
    }),
  );
});
