import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { createWorkspace } from './support/workspace.ts';

const ENTRY = join(import.meta.dirname, '../dist/index.js');

/** Built-in modules that take milliseconds, and that a usual configuration has no use for. */
const EXPENSIVE = ['crypto', 'child_process', 'tls', 'net', 'http', 'https', 'worker_threads', 'readline'];

test('a usual configuration loads one file, which holds the TOML parser, and no expensive built-in module', async () => {
  const root = createWorkspace({
    '.codex/config.toml':
      '[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com/api/public/otel"\nheaders = { Authorization = "Basic ${AUTH}" }\n',
  });
  const script = `import { registerHooks } from 'node:module';
    const files = [];
    registerHooks({ load(url, context, next) { if (url.startsWith('file:')) files.push(url); return next(url, context); } });
    const before = new Set(process.moduleLoadList);
    const { loadConfig } = await import(${JSON.stringify(ENTRY)});
    const { config } = loadConfig({ home: ${JSON.stringify(root)}, cwd: ${JSON.stringify(root)}, env: { AUTH: 'eDp5' } });
    const loaded = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.replace('NativeModule ', ''));
    console.log(JSON.stringify({ destinations: config.otel.destinations.length, loaded, files }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const { destinations, loaded, files } = JSON.parse(stdout) as Record<string, unknown>;
  expect(destinations).toBe(1);
  expect((loaded as string[]).filter((name) => EXPENSIVE.includes(name))).toEqual([]);
  expect(files).toEqual([pathToFileURL(ENTRY).href]);
  const { sources } = JSON.parse(readFileSync(`${ENTRY}.map`, 'utf8')) as { sources: string[] };
  const parser = sources.flatMap((source) => /@iarna\/toml\/(.*)/.exec(source)?.[1] ?? []);
  expect(parser).toContain('lib/toml-parser.js');
  expect(parser.filter((file) => /stringify|parse-(?:stream|async)/.test(file))).toEqual([]);
});

test('the build marks what a usual configuration runs to be compiled at once, and only that', () => {
  const code = readFileSync(ENTRY, 'utf8');
  for (const name of ['loadConfig', 'parseToml', 'readHttpDestination']) expect(code).toContain(`${name}=(function(`);
  for (const name of ['fixConfigSource', 'malformed']) expect(code).toContain(`function ${name}(`);
});
