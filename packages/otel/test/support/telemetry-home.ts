import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OtelConfig } from '@codex-langfuse/config';
import {
  createOtelManager,
  drainJournals,
  otelStatus,
  type DrainInput,
  type DrainReport,
  type Ledger,
  type OtelManager,
  type OtelManagerInput,
  type OtelStatus,
} from '../../src/index.ts';

/** A temporary `$CODEX_HOME`, with shorthands for what tests do in it. */
export interface TelemetryHome {
  readonly path: string;
  readonly problems: readonly string[];
  manager(config: OtelConfig, changes?: Partial<OtelManagerInput>): OtelManager;
  drain(config: OtelConfig, changes?: Partial<DrainInput>): Promise<DrainReport>;
  status(config: OtelConfig): OtelStatus;
  journalFiles(): readonly string[];
  /** All bytes under `otel/`, as Latin-1 text. */
  bytes(): string;
  remove(): void;
}

export const MANAGER_CONTEXT = {
  appVersion: '0.1.0',
  originator: 'codex_exec',
  terminalType: 'unknown',
  model: 'gpt-5.1-codex',
  slug: 'gpt-5.1-codex',
};

export function createTelemetryHome(): TelemetryHome {
  const path = mkdtempSync(join(tmpdir(), 'codex-otel-'));
  const problems: string[] = [];
  return {
    path,
    problems,
    manager: (config, changes) =>
      createOtelManager({
        config,
        codexHome: path,
        context: MANAGER_CONTEXT,
        serviceVersion: '0.1.0',
        clock: Date.now,
        onProblem: (line) => problems.push(line),
        ...changes,
      }),
    drain: (config, changes) => drainJournals({ ...drainInput(path, config), ...changes }),
    status: (config) => otelStatus({ codexHome: path, config }),
    journalFiles: () => filesUnder(join(path, 'otel', 'journal')),
    bytes: () =>
      filesUnder(join(path, 'otel'))
        .map((file) => readFileSync(file, 'latin1'))
        .join('\n'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export function drainInput(codexHome: string, config: OtelConfig): DrainInput {
  return {
    codexHome,
    config,
    clock: Date.now,
    random: Math.random,
    abort: new AbortController().signal,
    deadlineUnixMillis: Date.now() + 10_000,
    environment: { env: {}, write: () => undefined, userAgent: 'codex-langfuse/test' },
  };
}

/** `recorded = delivered + rejected + expired + pending`. */
export function isBalanced({ recorded, delivered, rejected, expired, pending }: Ledger): boolean {
  return recorded === delivered + rejected + expired + pending;
}

function filesUnder(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
