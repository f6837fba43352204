import { describe, expect, test } from '@jest/globals';
import { withSandbox } from './support.ts';

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
