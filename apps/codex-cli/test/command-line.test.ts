import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { withSandbox } from './support.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('help', () => {
  test.each([
    [[]],
    [['--help']],
    [['exec', '--help']],
    [['demo', '--help']],
    [['otel', '--help']],
    [['otel', 'flush', '--help']],
  ])('codex %p', async (parameters) => {
    await withSandbox(async (sandbox) => {
      const { code, stdout } = await sandbox.codex(parameters);
      expect(code).toBe(0);
      expect(stdout).toContain('Usage: codex');
    });
  });

  test('exec and demo show examples', async () => {
    await withSandbox(async (sandbox) => {
      for (const command of ['exec', 'demo']) {
        expect((await sandbox.codex([command, '--help'])).stdout).toContain('Examples:');
      }
    });
  });
});

describe('mistakes', () => {
  test.each([
    [['exek'], 'exec'],
    [['exec', '--sandbox', 'none', 'x'], 'workspace-write'],
    [['exec', '-c', 'model', 'x'], 'key=value'],
    [['demo', '--port', 'x'], '65535'],
    [['otel', 'flush', '--timeout', '-1'], 'seconds'],
    [['otel', 'flush', '--quite'], 'codex otel flush --help'],
    [['otel', 'quarantine', 'show'], 'codex otel quarantine show --help'],
    [['otel', 'tail', '--since', '10'], 'such as 10m'],
  ])('codex %p is told what is meant', async (parameters, hint) => {
    await withSandbox(async (sandbox) => {
      const { code, stdout, stderr } = await sandbox.codex(parameters);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(hint);
    });
  });
});

test('otel status without configuration says how to begin', async () => {
  await withSandbox(async (sandbox) => {
    const { code, stdout } = await sandbox.codex(['otel', 'status']);
    expect(code).toBe(0);
    expect(stdout).toContain('exporter = "langfuse"');
  });
});

test('otel config tells where each value comes from, and no secret', async () => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig('model = "gpt-5"\n[otel]\nexporter = "langfuse"\n');
    const env = { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-very-secret' };
    const { code, stdout } = await sandbox.codex(['otel', 'config', '--json', '-c', 'approval_policy="never"'], {
      env,
    });
    expect(code).toBe(0);
    const { values } = JSON.parse(stdout) as {
      values: { key: string; value: unknown; layer: string; line?: number }[];
    };
    expect(values).toContainEqual(expect.objectContaining({ key: 'model', value: 'gpt-5', layer: 'user', line: 1 }));
    expect(values).toContainEqual(
      expect.objectContaining({ key: 'approval_policy', value: 'never', layer: 'override' }),
    );
    expect(stdout).not.toContain('very-secret');
  });
});

test('otel flush with nothing to do is content', async () => {
  await withSandbox(async (sandbox) => {
    const { code, stdout } = await sandbox.codex(['otel', 'flush']);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing is pending');
  });
});

const describeDevices = existsSync('/dev/full') ? describe : describe.skip;

describeDevices('a full disk behind stdout', () => {
  test('regression: was a stack trace', async () => {
    await withSandbox(async ({ home }) => {
      const full = await open('/dev/full', 'w');
      const child = spawn(process.execPath, [MAIN, 'otel', 'status'], {
        env: { HOME: home },
        stdio: ['ignore', full.fd, 'pipe'],
      });
      let stderr = '';
      child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const code = await new Promise((resolve) => child.on('close', resolve));
      await full.close();
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^codex: cannot write to stdout: ENOSPC[^\n]*\n$/),
      });
    });
  });
});
