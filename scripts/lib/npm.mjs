import { basename } from 'node:path';

const flags = [
  '--loglevel=error',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--prefer-offline',
  // Four tries within a quarter of a minute: by default npm waits a minute before it says that there is no network.
  '--fetch-retries=3',
  '--fetch-retry-mintimeout=500',
  '--fetch-retry-maxtimeout=5000',
];
/** Variables of an outer `npm run` that would make an inner npm work on the outer's folder, or fail silently. */
const ofOuterNpm =
  /^npm_(config_(local_prefix|loglevel|global|workspaces?|prefix|omit|include|package_lock)|lifecycle_|package_|command$)|^(INIT_CWD|NODE_ENV)$/i;

/** Command, arguments and options that run npm in a folder: the npm that called us, else the one on PATH. */
export function npm(parameters, directory) {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOuterNpm.test(name)));
  const options = { directory, environment };
  const caller = process.env.npm_execpath;
  if (caller && basename(caller) === 'npm-cli.js')
    return [process.execPath, [caller, ...parameters, ...flags], options];
  // npm is a batch file on Windows, which only a shell can start.
  return ['npm', [...parameters, ...flags], { ...options, shell: process.platform === 'win32' }];
}
