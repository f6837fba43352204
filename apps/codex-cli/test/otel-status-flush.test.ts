import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  EVENTS_PER_TURN,
  isBalanced,
  readStatus,
  recordTurns,
  shortTurn,
  startRecording,
  tracesTo,
  withReceiver,
} from './otel-support.ts';
import { eventually } from './support.ts';

test('status names URL, counts, error, next try and quarantine; nothing of a query or a header', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(
      tracesTo(
        `${receiver.origin}/v1/traces?token=planted-query`,
        'headers = { Authorization = "Bearer planted-header" }\n',
      ),
    );
    recordTurns(sandbox);
    receiver.answerWith((_request, response) => response.writeHead(401).end('planted-header is unknown'));
    expect((await sandbox.codex(['otel', 'flush'])).code).toBe(1);

    const status = await readStatus(sandbox);
    expect(status).toMatchObject({
      destinations: [
        {
          name: 'traces',
          kind: 'otlp-http',
          state: 'paused',
          signals: { traces: { url: `${receiver.origin}/v1/traces?…`, protocol: 'http/protobuf' } },
          ledger: { recorded: EVENTS_PER_TURN, delivered: 0, rejected: 0, expired: 0, pending: EVENTS_PER_TURN },
          lastError: { code: 'http_401', message: expect.any(String), hint: expect.stringContaining('authorization') },
          quarantined: 0,
        },
      ],
      ledger: { recorded: EVENTS_PER_TURN, pending: EVENTS_PER_TURN },
    });
    const paused = await sandbox.codex(['otel', 'status']);
    expect(paused.code).toBe(0);
    expect(paused.stdout).toMatch(/traces \(otlp-http\): paused/);
    expect(paused.stdout).toMatch(/next try +in \d+ (s|min), or when its configuration changes/);
    expect(JSON.stringify(status) + paused.stdout + paused.stderr).not.toContain('planted-');

    receiver.answerWith((_request, response) => response.writeHead(400).end());
    await sandbox.codex(['otel', 'flush']);
    const refused = await sandbox.codex(['otel', 'status']);
    expect(refused.stdout).toMatch(/quarantine \d+ refused item/);

    recordTurns(sandbox);
    await sandbox.writeConfig('');
    const waiting = await sandbox.codex(['otel', 'status']);
    expect(waiting.stdout).toContain('traces (otlp-http): waiting for config');
    expect((await readStatus(sandbox)).destinations[0]).toMatchObject({ ledger: { pending: EVENTS_PER_TURN } });
  });
});

test('status without configuration names the way to one; a broken file is exit code 1', async () => {
  await withReceiver(async (sandbox) => {
    expect((await sandbox.codex(['otel', 'status'])).stdout).toContain('codex otel setup');
    expect(await readStatus(sandbox)).toMatchObject({ destinations: [], ledger: { recorded: 0 } });
    await sandbox.writeConfig('[otel\n');
    expect(await sandbox.codex(['otel', 'status'])).toMatchObject({ code: 1, stdout: '' });
  });
});

test('a damaged ledger is one line and exit code 1 for every command that only reads it', async () => {
  await withReceiver(async (sandbox) => {
    await mkdir(join(sandbox.codexHome, 'otel'));
    await writeFile(join(sandbox.codexHome, 'otel', 'ledger.v1.sqlite'), 'this is no database '.repeat(100));
    for (const parameters of [['status'], ['quarantine', 'list'], ['purge', '--all', '--yes']]) {
      const { code, stderr } = await sandbox.codex(['otel', ...parameters]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^codex otel [a-z ]+: .+\n$/);
    }
  });
});

test('regression: flush passed although a journal could not be read, which is named and purged', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    const journals = join(sandbox.codexHome, 'otel', 'journal');
    await mkdir(journals, { recursive: true });
    const damaged = join(journals, '019ab000-0000-7000-8000-000000000001.v1.sqlite');
    await writeFile(damaged, 'not a database, not even nearly '.repeat(1000));
    recordTurns(sandbox);
    const ledger = join(sandbox.codexHome, 'otel', 'ledger.v1.sqlite');
    await writeFile(ledger, 'not a database either '.repeat(1000));

    const before = await sandbox.codex(['otel', 'status']);
    expect(before).toMatchObject({ code: 1, stdout: '' });
    expect(before.stderr).toMatch(/^codex otel status: .*ledger\.v1\.sqlite is damaged [^\n]*\n$/);

    const flushed = await sandbox.codex(['otel', 'flush']);
    expect(flushed).toMatchObject({ code: 1, stderr: '' });
    expect(flushed.stdout).toContain(`Cannot be read and was set aside: ${damaged}.corrupt\n`);
    const after = await sandbox.codex(['otel', 'status']);
    expect(after.stdout).toContain(`  ${damaged}.corrupt\n  ${ledger}.corrupt\n`);
    expect((await sandbox.codex(['otel', 'purge', '--all', '--yes'])).code).toBe(0);
    expect((await readStatus(sandbox)).unreadable).toEqual([]);
  });
});

test('regression: flush passed although everything was refused, and showed the key that the receiver quoted', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    const token = `ghp_${'a1B2c3D4'.repeat(5)}`.slice(0, 40);
    receiver.answerWith((_request, response) => response.writeHead(400).end(`no ${token}\u001B[31m`));
    recordTurns(sandbox);
    const forPeople = await sandbox.codex(['otel', 'flush']);
    expect(forPeople).toMatchObject({ code: 1, stdout: expect.stringContaining('codex otel quarantine list') });
    recordTurns(sandbox);
    const forMachines = await sandbox.codex(['otel', 'flush', '--json']);
    expect(forMachines.code).toBe(1);
    const retried = await sandbox.codex(['otel', 'quarantine', 'retry', '--all']);
    receiver.answerWith((_request, response) => response.writeHead(403).end(`no ${token}`));
    recordTurns(sandbox);
    const paused = await sandbox.codex(['otel', 'flush']);
    const status = await sandbox.codex(['otel', 'status']);
    const doctor = await sandbox.codex(['otel', 'doctor']);
    for (const { stdout, stderr } of [forPeople, forMachines, retried, paused, status, doctor]) {
      expect(stdout).toContain('[redacted:github_token]');
      expect(stdout + stderr).not.toContain(token);
      expect(stdout + stderr).not.toContain('\u001B');
    }
  });
});

test('regression: flush did not say that a configuration in error keeps telemetry off', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    recordTurns(sandbox);
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`, 'batch_max_items = "many"\n'));
    const { code, stderr } = await sandbox.codex(['otel', 'flush']);
    expect(code).toBe(1);
    expect(stderr).toContain('telemetry is off');
    expect((await sandbox.codex(['otel', 'flush', '--quiet'])).stderr).toBe('');
  });
});

const describeProc = existsSync('/proc/self') ? describe : describe.skip;

describeProc('a home that no file system makes', () => {
  test.each([
    ['flush', []],
    ['setup', ['--region', 'eu', '--public-key', 'pk-lf-1', '--secret-key-stdin', '--no-doctor']],
  ])('regression: hung %s at full load', async (name, parameters) => {
    await withReceiver(async (sandbox) => {
      const command = sandbox.start(['otel', name, ...parameters], {
        env: { CODEX_HOME: '/proc/none/home' },
        stdin: 'sk-lf-1',
      });
      const giveUp = setTimeout(() => command.kill('SIGKILL'), 15_000);
      const { code, stderr } = await command.result;
      clearTimeout(giveUp);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^codex otel \w+: .*ENOENT.*\n$/) });
    });
  });
});

test('regression: status called a destination ok whose exporter cannot be used', async () => {
  await withReceiver(async (sandbox, receiver) => {
    const path = join(sandbox.codexHome, 'mine.mjs');
    await sandbox.writeConfig(
      `[otel]\nexporter_modules = { mine = "mine.mjs" }\n[otel.exporter.mine]\nendpoint = "${receiver.origin}"\n`,
    );
    recordTurns(sandbox);
    expect((await sandbox.codex(['otel', 'flush'])).stdout).toContain(`cannot be used: Cannot find module '${path}'\n`);
    expect((await readStatus(sandbox)).destinations[0]).toMatchObject({
      state: 'paused',
      lastError: { code: 'exporter_module_unusable', hint: expect.stringContaining(path) },
    });
    await writeFile(
      path,
      `export const exporters = { mine: () => ({ export: async () => ({ kind: 'delivered' }), close: async () => {} }) };`,
    );
    expect((await sandbox.codex(['otel', 'flush', '--quiet'])).code).toBe(0);
    expect((await readStatus(sandbox)).destinations[0]?.state).toBe('ok');
  });
});

test('regression: a destination’s name reached the terminal as it was', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(
      `[otel.destinations."\\u001b[31mred".otlp-http]\nendpoint = "${receiver.origin}/v1/traces"\n`,
    );
    recordTurns(sandbox);
    for (const name of ['status', 'doctor', 'flush']) {
      const { stdout } = await sandbox.codex(['otel', name]);
      expect(stdout).toContain('[31mred');
      expect(stdout).not.toContain('\u001B');
    }
  });
});

test.each([
  [{}, false],
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  [{ FORCE_COLOR: '0' }, false],
  [{ FORCE_COLOR: '' }, false],
])('without a terminal, %j gives colour: %s', async (env, isColoured) => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    const { stdout } = await sandbox.codex(['otel', 'status'], { env });
    expect(stdout.includes('\u001B[')).toBe(isColoured);
  });
});

test('flush waits for another process that is delivering, and reports what it did', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    recordTurns(sandbox);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    receiver.answerWith((_request, response) => void released.then(() => response.end()));
    const first = sandbox.codex(['otel', 'flush', '--json']);
    await eventually('the first request', async () => (receiver.requests.length > 0 ? true : null));

    const impatient = await sandbox.codex(['otel', 'flush', '--timeout', '0.5']);
    expect(impatient.code).toBe(1);
    expect(impatient.stderr).toContain(`Another process is delivering ${EVENTS_PER_TURN} events`);
    expect(impatient.stdout).toContain(`Still pending: ${EVENTS_PER_TURN} events`);

    const second = sandbox.codex(['otel', 'flush']);
    // The receiver lets go while the second one waits, well before the first one's request times out.
    release();
    expect((await first).code).toBe(0);
    expect(await second).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is pending.') });
    expect(receiver.requests).toHaveLength(1);
    expect((await readStatus(sandbox)).ledger).toMatchObject({ delivered: EVENTS_PER_TURN, pending: 0 });
  });
});

test('flush takes over what a killed deliverer leaves while it waits', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    recordTurns(sandbox);
    receiver.answerWith((_request, response) => {
      // Only the first request is left unanswered, until its client gives up.
      if (receiver.requests.length > 1) response.end();
    });
    const first = sandbox.codex(['otel', 'flush', '--timeout', '2']);
    await eventually('the first request', async () => (receiver.requests.length > 0 ? true : null));
    expect(await sandbox.codex(['otel', 'flush'])).toMatchObject({ code: 0 });
    await first;
    expect((await readStatus(sandbox)).ledger).toMatchObject({ delivered: EVENTS_PER_TURN, pending: 0 });
  });
});

test('flush says what running sessions hold, and does not wait for them', async () => {
  await withReceiver(async (sandbox, receiver) => {
    await sandbox.writeConfig(tracesTo(`${receiver.origin}/v1/traces`));
    recordTurns(sandbox);
    const living = startRecording(sandbox);
    for (const event of shortTurn().slice(0, 2)) living.record(event);
    const { code, stdout } = await sandbox.codex(['otel', 'flush']);
    expect(code).toBe(1);
    expect(stdout).toContain('Still held by running sessions: 2 events');
    living.close();
    expect((await sandbox.codex(['otel', 'flush'])).code).toBe(0);
    const { ledger } = await readStatus(sandbox);
    expect(isBalanced(ledger)).toBe(true);
    expect(ledger.delivered).toBe(EVENTS_PER_TURN + 2);
  });
});
