import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';

/** What a developer's shell may hold that would change what builds, tests and checks do. */
const foreign =
  /^(OTEL_|LANGFUSE_|OPENAI_|ANTHROPIC_|CODEX_|TRACEPARENT$|TRACESTATE$|BAGGAGE$|NODE_ENV$|NODE_OPTIONS$)/i;

/** What npm adds for the script that it runs; a program started by that script is not that script. */
const ofNpmRun =
  /^(npm_lifecycle_|npm_package_|npm_command$|npm_execpath$|npm_config_(local_prefix|loglevel|global|workspace)|INIT_CWD$)/i;

/** Environment for the compiler, test runner and checks: the machine's tools first on PATH, nothing foreign. */
export function toolEnvironment(machine) {
  return {
    environment: {
      ...withPath(machine, without(process.env, foreign, ofNpmRun)),
      TURBO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
    },
  };
}

/**
 * Environment and folder for the app: the caller's own. The app starts in the folder in which the person called npm,
 * as npm itself changes to the package's folder.
 */
export function appEnvironment(machine) {
  const calledIn = process.env.npm_lifecycle_event === process.argv[2] ? process.env.INIT_CWD : undefined;
  return {
    environment: withPath(machine, without(process.env, ofNpmRun)),
    directory: calledIn && existsSync(calledIn) ? calledIn : process.cwd(),
  };
}

function without(environment, ...patterns) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !patterns.some((pattern) => pattern.test(name))),
  );
}

function withPath(machine, environment) {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...environment, [name]: [...machine.directories, environment[name] ?? ''].join(delimiter) };
}
