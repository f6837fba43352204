import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { ConfigError } from '../src/index.ts';
import { createWorkspace, load, thrownBy } from './support/workspace.ts';

interface Entry {
  setPassword(password: string): void;
  deletePassword(): boolean;
}
interface Keyring {
  readonly Entry: new (service: string, account: string, options?: object) => Entry;
}

const keyring = createRequire(import.meta.url)('@napi-rs/keyring') as Keyring;
const SERVICE = `codex-test-${process.pid}`;
const SECRET = 'keychain-SuPer5ecret';
const user = (entry: string): string =>
  `[otel.exporter.langfuse]\npublic_key = "pk-lf-1"\nsecret_key = { keychain = "${entry}" }`;
const stored: Entry[] = [];

afterAll(() => {
  for (const entry of stored) entry.deletePassword();
});

/**
 * False where this system has no keychain at all; what then happens is tested as well. The keyring of a Linux kernel
 * refuses the first write of a process that has no session of its own, and takes the second.
 */
function store(service: string, account: string): boolean {
  return [1, 2].some(() => {
    try {
      const entry = new keyring.Entry(service, account);
      entry.setPassword(SECRET);
      stored.push(entry);
      return true;
    } catch {
      return false;
    }
  });
}

/** What loading gives for an entry of our service, or the kind of error that it ends in. */
function outcome(name: string): object {
  try {
    const { config, values } = load({ user: user(`${SERVICE}/${name}`), strict: true });
    const authorization = config.otel.destinations[0]?.headers['authorization'];
    const shown = values.find(({ key }) => key.endsWith('secret_key'));
    return {
      pair: Buffer.from(authorization?.reveal().replace('Basic ', '') ?? '', 'base64').toString(),
      shown: [shown?.value, shown?.source],
      printed: `${inspect({ config, values }, { depth: 20, showHidden: true })}${JSON.stringify(config)}`.includes(
        SECRET,
      ),
    };
  } catch (error) {
    return { refused: ConfigError.isInstance(error) ? error.code.split('_')[0] : String(error) };
  }
}

test('a secret comes out of the keychain of this system, and is not printed', () => {
  const available = store(SERVICE, 'langfuse');
  const found = {
    pair: `pk-lf-1:${SECRET}`,
    shown: ['[redacted]', `keychain ${SERVICE}/langfuse`],
    printed: false,
  };
  expect(outcome('langfuse')).toEqual(available ? found : { refused: 'keychain' });
});

test('an entry that is not there is named, with the way to store it', () => {
  const { config, warnings } = load({ user: user(`${SERVICE}/none`) });
  expect(config.otel.destinations).toEqual([]);
  expect(warnings).toMatchObject([{ code: 'otel_disabled', origin: { line: 3 } }]);
  expect(warnings[0]?.message).toMatch(
    /keychain (?:has no entry "none" of the service "codex-test-|of this system could not)/,
  );
});

test('a name without a service is one of the service codex', () => {
  const error = thrownBy(() => load({ user: user(`none-${process.pid}`), strict: true }));
  expect(error).toMatchObject({ message: expect.stringMatching(/service "codex"|could not be read/) });
});

test('where the library is not installed the error says what to install', async () => {
  // A copy of the package without node_modules, as an installation leaves it that omits optional dependencies.
  const folder = createWorkspace({ 'package.json': '{"type":"module"}', 'home/.codex/config.toml': user('x') });
  const source = join(import.meta.dirname, '..');
  cpSync(join(source, 'dist'), join(folder, 'dist'), { recursive: true });
  const script = `import { loadConfig } from './dist/index.js';
    const { warnings } = loadConfig({ home: 'home', cwd: 'home', env: {}, systemDirectory: 'none' });
    console.log(JSON.stringify(warnings));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
  });
  expect(JSON.parse(stdout)).toMatchObject([
    {
      code: 'otel_disabled',
      message: expect.stringContaining('needs the package @napi-rs/keyring, which is not installed'),
      hint: 'Install it: npm install @napi-rs/keyring.',
    },
  ]);
});

test('a configuration without a keychain entry does not load the library', async () => {
  const script = `import { createRequire } from 'node:module';
    const { loadConfig } = await import(${JSON.stringify(join(import.meta.dirname, '../dist/index.js'))});
    loadConfig({ home: '/none', cwd: '/none', env: {}, overrides: ['otel.exporter=console'] });
    console.log(Object.keys(createRequire('/').cache).filter((file) => file.includes('keyring')).length);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout.trim()).toBe('0');
});
