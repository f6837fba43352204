import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';

import type { ConversationItem } from '@codex-langfuse/events';
import { v7 as newUuid } from 'uuid';

import { systemClock, type Clock } from './clock.ts';
import type { ConversationInput } from './conversation-input.ts';
import { defined } from './defined.ts';
import { createEventRecorder } from './event-recorder.ts';
import { askTmuxServer, terminalType } from './identity/terminal-type.ts';
import { userAgent } from './identity/user-agent.ts';
import { BASE_INSTRUCTIONS } from './instructions/base-instructions.ts';
import { environmentContext } from './instructions/environment-context.ts';
import { projectDocuments } from './instructions/project-documents.ts';
import { systemMessage } from './instructions/user-message.ts';
import type { ModelSession } from './model/model-session.ts';
import { requestHeaders } from './model/request-headers.ts';
import { runTurn } from './run-turn.ts';
import { systemShell } from './tools/shell.ts';
import { toolDefinitions } from './tools/tool-definitions.ts';
import type { ToolSession } from './tools/tool-session.ts';
import type { TurnResult } from './turn-result.ts';

export interface Conversation {
  readonly id: string;
  /**
   * Runs one turn to its end. Whatever the model, the network or a tool does becomes the result; an abort kills what
   * the tools started. A second turn while one runs is a bug of the caller and throws.
   */
  runTurn(prompt: string, options?: { readonly signal?: AbortSignal; readonly turnId?: string }): Promise<TurnResult>;
}

/** Starts a conversation, or resumes the one whose `history` is given, and records `conversation_starts`. */
export function createConversation(input: ConversationInput): Conversation {
  const id = input.conversationId ?? newUuid();
  const clock = input.clock ?? systemClock();
  const tools = createToolSession(input, clock);
  const model = createModelSession(input, id, clock);
  const history: ConversationItem[] = [...(input.history ?? [])];
  let introduced = input.history !== undefined;
  let running = false;
  recordStart(input, id, clock);
  return {
    id,
    async runTurn(prompt, options = {}) {
      if (running) throw new Error('a turn of this conversation is running');
      running = true;
      try {
        if (!introduced) history.push(...(await introduction(input, tools)));
        introduced = true;
        const turnId = options.turnId ?? newUuid();
        const recorder = createEventRecorder({ sink: input.sink, clock, conversationId: id, turnId });
        const signal = options.signal ?? new AbortController().signal;
        const onFailure = input.onFailure ?? (() => {});
        return await runTurn({ turnId, prompt, history, model: { ...model, recorder }, tools, signal, onFailure });
      } finally {
        running = false;
      }
    },
  };
}

function createModelSession(
  input: ConversationInput,
  conversationId: string,
  clock: Clock,
): Omit<ModelSession, 'recorder'> {
  const { config, env } = input;
  const originator = input.originator ?? 'codex_cli_ts';
  const version = input.version ?? '0.0.0';
  const agent = userAgent({ originator, version, terminal: terminalType(env, askTmuxServer) });
  return {
    config,
    conversationId,
    instructions: BASE_INSTRUCTIONS,
    instructionsItem: systemMessage(BASE_INSTRUCTIONS),
    tools: toolDefinitions({
      shellTool: input.shellTool ?? 'exec_command',
      escalation: config.approvalPolicy === 'on-request',
    }),
    parallelToolCalls: input.parallelToolCalls ?? true,
    headers: requestHeaders({
      provider: config.modelProvider,
      conversationId,
      originator,
      version,
      userAgent: agent,
      env,
    }),
    fetch: input.fetch ?? fetch,
    clock,
    random: input.random ?? Math.random,
    onNotice: input.onNotice ?? (() => {}),
  };
}

function createToolSession(input: ConversationInput, clock: Clock): ToolSession {
  const platform = input.platform ?? process.platform;
  const temporary = [...(platform === 'win32' ? [] : ['/tmp']), input.env['TMPDIR'] ?? tmpdir()].filter((path) =>
    isAbsolute(path),
  );
  return {
    config: input.config,
    cwd: input.cwd,
    env: input.env,
    platform,
    clock,
    shell: systemShell(platform),
    writableRoots: [...new Set([input.cwd, ...(input.writableRoots ?? []), ...temporary])],
    approve: input.approve,
    approvedForSession: new Set(),
  };
}

async function introduction(input: ConversationInput, tools: ToolSession): Promise<readonly ConversationItem[]> {
  const { config, cwd } = input;
  const documents = await projectDocuments({ home: config.home, cwd, maxBytes: config.projectDocMaxBytes });
  return [
    ...(documents === undefined ? [] : [documents]),
    environmentContext({ config, cwd, shell: tools.shell.name }),
  ];
}

function recordStart(input: ConversationInput, conversationId: string, clock: Clock): void {
  const { config } = input;
  createEventRecorder({ sink: input.sink, clock, conversationId }).record(
    'conversation_starts',
    defined({
      provider_name: config.modelProvider.name,
      reasoning_effort: config.modelReasoningEffort,
      reasoning_summary: config.modelReasoningSummary,
      context_window: config.modelContextWindow,
      approval_policy: config.approvalPolicy,
      sandbox_policy: config.sandboxMode,
      mcp_servers: '',
      active_profile: config.profile,
      resumed: input.history === undefined ? undefined : true,
    }),
  );
}
