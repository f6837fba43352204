import { randomUUID } from 'node:crypto';
import { loadConfig } from '@codex-langfuse/config';
import type { AgentEvent } from '@codex-langfuse/events';
import { createOtelManager } from '@codex-langfuse/otel';
import type { Ledger, OtelManager } from '@codex-langfuse/otel';
import { startHttpReceiver } from '@codex-langfuse/exporter/testing';
import type { HttpReceiver } from '@codex-langfuse/exporter/testing';
import { withSandbox } from './support.ts';
import type { Sandbox } from './support.ts';

/** A sandbox and an OTLP receiver that answers 200 until told otherwise. */
export async function withReceiver(
  work: (sandbox: Sandbox, receiver: HttpReceiver) => Promise<void>,
  ...parameters: Parameters<typeof startHttpReceiver>
): Promise<void> {
  const receiver = await startHttpReceiver(...parameters);
  try {
    await withSandbox((sandbox) => work(sandbox, receiver));
  } finally {
    await receiver.close();
  }
}

/** `[otel]` with one destination for traces. */
export function tracesTo(url: string, more = ''): string {
  return `[otel]\nenvironment = "test"\nlog_user_prompt = true\n\n[otel.trace_exporter.otlp-http]\nendpoint = "${url}"\nprotocol = "binary"\ntimeout_ms = 1500\n${more}`;
}

/** A recording process's telemetry, in this process: as the configuration of the sandbox says. */
export function startRecording(sandbox: Sandbox): OtelManager {
  const { config } = loadConfig({ home: sandbox.home, cwd: sandbox.workspace, env: {}, strict: true });
  return createOtelManager({
    config: config.otel,
    codexHome: sandbox.codexHome,
    serviceVersion: '0.1.0',
    clock: Date.now,
    onProblem: (line) => {
      throw new Error(line);
    },
    context: {
      appVersion: '0.1.0',
      originator: 'codex_exec',
      terminalType: 'unknown',
      model: 'gpt-5.1',
      slug: 'gpt-5.1',
    },
  });
}

/** The events of one turn: a prompt, an answer and the end. */
export function shortTurn(conversationId: string = randomUUID(), prompt = 'Say hello.'): readonly AgentEvent[] {
  const turn = { conversationId, turnId: randomUUID(), timeUnixMicros: Date.now() * 1000 };
  return [
    { name: 'user_prompt', ...turn, attributes: { prompt_length: prompt.length, prompt } },
    { name: 'agent_response', ...turn, attributes: { response_length: 5, response: 'Done.' } },
    { name: 'turn_ended', ...turn, attributes: { outcome: 'completed', duration_ms: 1 } },
  ];
}

export const EVENTS_PER_TURN = 3;

/** Records turns and leaves them to whoever delivers. */
export function recordTurns(sandbox: Sandbox, count = 1, conversationId?: string): void {
  const manager = startRecording(sandbox);
  for (let turn = 0; turn < count; turn += 1) for (const event of shortTurn(conversationId)) manager.record(event);
  manager.close();
}

export interface StatusJson {
  readonly destinations: readonly {
    readonly name: string;
    readonly kind: string;
    readonly state: string;
    readonly signals: Readonly<Record<string, { readonly url: string; readonly protocol: string }>>;
    readonly ledger: Ledger;
    readonly quarantined: number;
    readonly lastError?: { readonly code: string; readonly message: string; readonly hint: string };
  }[];
  readonly ledger: Ledger;
  readonly unreadable: readonly string[];
}

export async function readStatus(sandbox: Sandbox): Promise<StatusJson> {
  const { stdout } = await sandbox.codex(['otel', 'status', '--json']);
  return JSON.parse(stdout) as StatusJson;
}

/** `recorded = delivered + rejected + expired + pending`. */
export function isBalanced({ recorded, delivered, rejected, expired, pending }: Ledger): boolean {
  return recorded === delivered + rejected + expired + pending;
}
