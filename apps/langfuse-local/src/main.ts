#!/usr/bin/env node
import { homedir } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { defaultDataDirectory } from './data-directory.ts';
import { LangfuseLocalError } from './langfuse-local-error.ts';
import { DEFAULT_PORT, startLangfuseLocal } from './start-langfuse-local.ts';
import { VERSION } from './version.ts';

interface Options {
  readonly port?: number;
  readonly host: string;
  readonly data: string;
  readonly json?: true;
}

const program = new Command('langfuse-local')
  .description(
    'A Langfuse-compatible trace platform in one process. Takes OTLP, keeps it in one SQLite file, serves API and pages.',
  )
  .version(VERSION)
  .option(
    '--port <number>',
    `port to listen on; 0 picks a free one (default: ${DEFAULT_PORT}, or a free one when taken)`,
    parsePort,
  )
  .option(
    '--host <address>',
    'address to listen on; anything but loopback makes it reachable from the network',
    '127.0.0.1',
  )
  .option(
    '--data <folder>',
    'where the database and the keys are kept',
    defaultDataDirectory(process.platform, homedir(), process.env),
  )
  .option('--json', 'print {"url","otlp","publicKey","secretKey"} as the first line')
  .addHelpText(
    'after',
    `
Examples:
  langfuse-local                            serve on http://127.0.0.1:${DEFAULT_PORT}
  langfuse-local --port 0 --json            a free port, and what a script needs to know as JSON
  langfuse-local --data ./traces            keep everything in ./traces`,
  );

await run(program.parse().opts<Options>());

async function run(options: Options): Promise<void> {
  try {
    const server = await startLangfuseLocal({
      directory: options.data,
      host: options.host,
      ...(options.port === undefined ? {} : { port: options.port }),
      onError: (error) => console.error(error.stack ?? error.message),
    });
    const { publicKey, secretKey, viewToken } = server.keys;
    const otlp = `${server.url}/api/public/otel`;
    if (options.json === true) {
      console.log(JSON.stringify({ url: server.url, otlp, publicKey, secretKey }));
    } else {
      console.log(`langfuse-local ${VERSION}`);
      console.log(`  pages   ${server.url}/?token=${viewToken}`);
      console.log(`  OTLP    ${otlp}`);
      console.log(`  keys    ${options.data}/keys.json (public key ${publicKey})`);
      console.log('Ctrl-C stops it.');
    }
    stopOnSignal(() => server.close());
  } catch (error) {
    if (!LangfuseLocalError.isInstance(error)) throw error;
    console.error(`langfuse-local: ${error.message}\n  ${error.hint}`);
    process.exitCode = 1;
  }
}

/** Two signals within this time are one: a terminal sends Ctrl-C to every process of the group, and wrappers pass it on. */
const SAME_SIGNAL_MILLIS = 500;

/** The first signal stops cleanly, a later one at once. */
function stopOnSignal(close: () => Promise<void>): void {
  let askedAt = Number.POSITIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - askedAt > SAME_SIGNAL_MILLIS) process.exit(1);
      if (askedAt !== Number.POSITIVE_INFINITY) return;
      askedAt = now;
      void close().then(() => process.exit(0));
    });
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
