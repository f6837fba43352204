#!/usr/bin/env node
import { homedir } from 'node:os';
import { codexHome } from './codex-home.ts';
import { useCompileCache } from './compile-cache.ts';
import type { Host } from './host.ts';

let isOutputLost = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that leaves early, as in `codex … | head`, has what it wanted.
  if (error.code === 'EPIPE' || isOutputLost) return;
  isOutputLost = true;
  say(`cannot write to stdout: ${error.message}`);
});
// Nobody can be told; the work goes on.
process.stderr.on('error', () => undefined);

// What a library does in an outdated way is nothing that whoever runs a session could act on.
process.noDeprecation = true;

const host: Host = {
  env: process.env,
  cwd: currentFolder(),
  home: homedir(),
  platform: process.platform,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
};
// `-C` and processes of our own work in other folders, where a relative one would be another.
if (process.env['CODEX_HOME'] !== undefined) process.env['CODEX_HOME'] = codexHome(host);
useCompileCache(host);
const { createProgram } = await import('./program.ts');

let exitCode = 0;
const program = createProgram(host, (code) => {
  exitCode = code;
});
if (process.argv.length === 2) program.outputHelp();
else await program.parseAsync();
// Sockets and timers that a fault left behind must not keep a finished command alive; output is written first.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
process.exit(isOutputLost && exitCode === 0 ? 1 : exitCode);

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    say('the current folder does not exist any more; change to one that does');
    process.exit(1);
  }
}

function say(problem: string): void {
  process.stderr.write(`codex: ${problem}\n`);
}
