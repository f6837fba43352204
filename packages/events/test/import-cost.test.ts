import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

/** Runs a script in a Node of its own, where nothing is loaded yet; returns what it printed as JSON. */
function inNewProcess(source: string): unknown {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The modules that an entry loads, by their paths in dist/, and built-in modules that are not there anyway. */
function modulesOf(entry: string): unknown {
  return inNewProcess(`
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url.replace(/^.*[/]packages[/]events[/]dist[/]/, '')); return next(url, context); } });
    await import('@codex-langfuse/events${entry}');
    console.log(JSON.stringify(loaded.toSorted()));
  `);
}

const definitions = 'chunks/event-definitions.js';

test('recording loads the definitions of events and nothing else', () => {
  expect(modulesOf('')).toEqual([definitions, 'index.js']);
});

test.each(['validate', 'schema', 'readers'])('%s shares the definitions and loads no other package', (entry) => {
  const modules = modulesOf(`/${entry}`) as string[];
  expect(modules.filter((module) => module !== 'node:crypto')).toEqual([definitions, `${entry}/index.js`]);
});

test('prints what the import costs', () => {
  const times = Array.from({ length: 5 }, () =>
    inNewProcess(`
      await import('data:text/javascript,'); // Node's own loader has its first time too.
      const begin = performance.now();
      await import('@codex-langfuse/events');
      console.log(JSON.stringify(performance.now() - begin));
    `),
  ) as number[];
  const median = times.toSorted((left, right) => left - right)[2] ?? Number.NaN;
  process.stdout.write(`import '@codex-langfuse/events': ${median.toFixed(1)} ms (median of 5 processes)\n`);
  expect(median).toBeGreaterThan(0);
});
