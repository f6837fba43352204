import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedModel } from '@codex-langfuse/core';
import type { ScriptedModel } from '@codex-langfuse/core';
import { providerConfig } from './configs.ts';
import { withSandbox } from './support.ts';
import type { RunningCommand, Sandbox } from './support.ts';

/** What a turn records before its tool ends, and of all of it, as spans. */
export const CHILDREN = ['conversation_starts', 'user_prompt', 'chat gpt-5-codex', 'tool_decision'];
export const ROOT = 'invoke_agent codex';
export const WHOLE_TURN = [...CHILDREN, 'execute_tool exec_command', 'chat gpt-5-codex', ROOT];
/** Events of such a turn. */
export const WHOLE_TURN_EVENTS = 11;

/** Asks for a command that ends when the test says so, or answers at once for the prompt "quick". */
export function startPatientModel(): Promise<ScriptedModel> {
  return createScriptedModel({
    reply: ({ prompt, toolOutputs }) =>
      prompt.includes('quick') || toolOutputs.length > 0
        ? { kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }
        : { kind: 'respond', items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd: WAIT } }] },
  });
}

/** Ends when the test says so, and with the folder: nobody else ends it when the session is killed. */
export const WAIT = 'while [ ! -e go-on ] && [ -d .git ]; do sleep 0.05; done';

export interface LongTurn {
  readonly sandbox: Sandbox;
  readonly running: RunningCommand;
  /** Lets the tool call end, and with it the turn. */
  goOn(): Promise<void>;
}

export interface LongTurnOptions {
  /** Of `[otel]`. */
  readonly toml: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly main?: string;
  /** Before the turn begins. */
  readonly prepare?: (sandbox: Sandbox) => Promise<void>;
}

/** Runs `work` beside a turn whose tool call is under way. */
export async function withLongTurn(
  model: ScriptedModel,
  { toml, prepare, flags = [], ...options }: LongTurnOptions,
  work: (turn: LongTurn) => Promise<void>,
): Promise<void> {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig(providerConfig(model) + toml);
    await prepare?.(sandbox);
    const running = sandbox.start(['exec', ...flags, 'take your time'], options);
    const goOn = (): Promise<void> => writeFile(join(sandbox.workspace, 'go-on'), '');
    try {
      await work({ sandbox, running, goOn });
    } finally {
      await goOn();
      running.kill('SIGKILL');
      await running.result;
    }
  });
}
