import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withSandbox } from './support.ts';

test('an error names its place once, shows the line and says what to do', async () => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig('a = 1\nb = x\n');
    const { code, stderr } = await sandbox.codex(['otel', 'config']);
    const file = join(sandbox.codexHome, 'config.toml');
    expect(code).toBe(1);
    expect(stderr.split(file)).toHaveLength(2);
    expect(stderr).toContain(`${file}:2:5: `);
    expect(stderr).toContain('\n2 | b = x\n        ^\n  Put text in quotes');
  });
});

test('where an error keeps telemetry off, status does not say that nothing was asked for', async () => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig('[otel]\nexporter = "otlp-htp"\n');
    const { stdout } = await sandbox.codex(['otel', 'status']);
    expect(stdout).toBe('Telemetry is off until the configuration is corrected.\n');
    await sandbox.writeConfig('model = "gpt-5-codex"\n');
    expect((await sandbox.codex(['otel', 'status'])).stdout).toContain('config.toml names no exporter');
  });
});

test('a warning names its place once', async () => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig('[otel]\nexporter = "otlp-htp"\n');
    const { code, stderr } = await sandbox.codex(['otel', 'config']);
    const file = join(sandbox.codexHome, 'config.toml');
    expect(code).toBe(0);
    expect(stderr.split(file)).toHaveLength(2);
    expect(stderr).toMatch(/^warning: telemetry is off: .*:2:1: .*Did you mean "otlp-http"\?/);
  });
});
