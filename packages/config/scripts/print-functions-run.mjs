import { rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';

import { writeUsualConfig } from './usual-config.mjs';

/**
 * Imports the module named by the first argument, loads a usual configuration with it, and prints `[start, end]` of
 * each of its functions that ran, as JSON.
 */
const { href } = pathToFileURL(process.argv[2]);
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true });
const input = writeUsualConfig();
try {
  const { loadConfig } = await import(href);
  loadConfig(input);
} finally {
  rmSync(input.home, { recursive: true });
}
const { result } = await session.post('Profiler.takePreciseCoverage');
const { functions } = result.find(({ url }) => url === href);
const run = functions
  .map(({ ranges: [whole] }) => whole)
  .filter(({ count, startOffset }) => count > 0 && startOffset > 0);
process.stdout.write(JSON.stringify(run.map(({ startOffset, endOffset }) => [startOffset, endOffset])));
