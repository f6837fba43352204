import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { createWorkspace } from './support/workspace.ts';

/** Built-in modules that take milliseconds, and that a usual configuration has no use for. */
const EXPENSIVE = ['crypto', 'child_process', 'tls', 'net', 'http', 'https', 'worker_threads', 'readline'];

test('a usual configuration loads one file, no expensive built-in module, and of the TOML package the parser alone', async () => {
  const root = createWorkspace({
    '.codex/config.toml':
      '[otel.exporter.otlp-http]\nendpoint = "https://cloud.langfuse.com/api/public/otel"\nheaders = { Authorization = "Basic ${AUTH}" }\n',
  });
  const script = `import { createRequire, registerHooks } from 'node:module';
    const own = [];
    registerHooks({ load(url, context, next) { own.push(...(url.match(/(?<=packages\\/config\\/).*/) ?? [])); return next(url, context); } });
    const before = new Set(process.moduleLoadList);
    const { loadConfig } = await import(${JSON.stringify(join(import.meta.dirname, '../dist/index.js'))});
    const { config } = loadConfig({ home: ${JSON.stringify(root)}, cwd: ${JSON.stringify(root)}, env: { AUTH: 'eDp5' } });
    const loaded = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.replace('NativeModule ', ''));
    const parser = Object.keys(createRequire('/').cache).filter((file) => /stringify|parse-(?:stream|async)/.test(file));
    console.log(JSON.stringify({ destinations: config.otel.destinations.length, loaded, own, parser }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const { destinations, loaded, own, parser } = JSON.parse(stdout) as Record<string, unknown>;
  expect(destinations).toBe(1);
  expect((loaded as string[]).filter((name) => EXPENSIVE.includes(name))).toEqual([]);
  expect(own).toEqual(['dist/index.js']);
  expect(parser).toEqual([]);
});

test('the build marks what a usual configuration runs to be compiled at once, and only that', () => {
  const code = readFileSync(join(import.meta.dirname, '../dist/index.js'), 'utf8');
  for (const name of ['loadConfig', 'parseToml', 'readHttpDestination']) expect(code).toContain(`${name}=(function(`);
  for (const name of ['fixConfigSource', 'malformed']) expect(code).toContain(`function ${name}(`);
});
