import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findRunningServer } from '../src/running-server.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'langfuse-local-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

interface Started {
  readonly first: Record<string, string>;
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

async function start(...parameters: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [MAIN, '--json', '--data', directory, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    first: JSON.parse(line) as Record<string, string>,
    async stop(signal) {
      const exited = once(child, 'exit');
      child.kill(signal);
      return ((await exited) as [number | null])[0];
    },
  };
}

async function fail(...parameters: readonly string[]): Promise<{ readonly code: number; readonly stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

test.each(['SIGTERM', 'SIGINT'] as const)('first line is JSON; %s stops it cleanly', async (signal) => {
  const server = await start('--port', '0');
  expect(Object.keys(server.first)).toEqual(['url', 'otlp', 'publicKey', 'secretKey']);
  expect(server.first['otlp']).toBe(`${server.first['url']}/api/public/otel`);
  expect(statSync(join(directory, 'keys.json')).mode & 0o777).toBe(0o600);
  expect((await findRunningServer(directory))?.url).toBe(server.first['url']);

  expect(await server.stop(signal)).toBe(0);
  expect(existsSync(join(directory, 'server.json'))).toBe(false);
  expect(await findRunningServer(directory)).toBeNull();
});

test('a killed server leaves nothing that stops the next one, and keys stay', async () => {
  const first = await start('--port', '0');
  await first.stop('SIGKILL');
  const second = await start('--port', '0');
  expect(second.first['secretKey']).toBe(first.first['secretKey']);
  await second.stop('SIGTERM');
});

describe('what goes wrong is said with a remedy', () => {
  test('the folder is in use', async () => {
    const server = await start('--port', '0');
    const { code, stderr } = await fail('--port', '0', '--data', directory);
    expect(code).toBe(1);
    expect(stderr).toContain(server.first['url']);
    expect(stderr).toContain('--data');
    await server.stop('SIGTERM');
  });

  test('the port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { code, stderr } = await fail('--port', String((blocker.address() as AddressInfo).port), '--data', directory);
    expect(code).toBe(1);
    expect(stderr).toContain('--port 0');
    blocker.close();
  });

  test('keys.json is damaged', async () => {
    await writeFile(join(directory, 'keys.json'), '{"publicKey":1}');
    const { code, stderr } = await fail('--port', '0', '--data', directory);
    expect(code).toBe(1);
    expect(stderr).toContain('delete it to have new keys made');
    expect(readFileSync(join(directory, 'keys.json'), 'utf8')).toBe('{"publicKey":1}');
  });

  test('the data folder is a file', async () => {
    await writeFile(join(directory, 'file'), '');
    const { code, stderr } = await fail('--port', '0', '--data', join(directory, 'file'));
    expect(code).toBe(1);
    expect(stderr).toContain('--data');
  });

  test('the port is no number', async () => {
    const { code, stderr } = await fail('--port', 'http');
    expect(code).toBe(1);
    expect(stderr).toContain('0 to 65535');
  });
});
