import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CodexConfig, ModelProvider } from '@codex-langfuse/config';
import {
  createConversation,
  type Conversation,
  type ConversationInput,
  type ScriptedReply,
  type ScriptedRequest,
} from '@codex-langfuse/core';
import { startScriptedModel, testConfig, type RunningScript } from '@codex-langfuse/core/testing';
import type { AgentEvent, EventName } from '@codex-langfuse/events';

export interface Harness {
  readonly model: RunningScript;
  readonly events: AgentEvent[];
  readonly notices: string[];
  readonly cwd: string;
  readonly home: string;
  readonly conversation: Conversation;
  /** The attributes of all events of a name, in order. */
  attributes<Name extends EventName>(name: Name): readonly AgentEvent<Name>['attributes'][];
  close(): Promise<void>;
}

/** A conversation in a temporary folder with a scripted model behind real HTTP. */
export async function startHarness(
  script: readonly ScriptedReply[] | ((request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>),
  change: {
    readonly provider?: Partial<ModelProvider>;
    readonly config?: Partial<CodexConfig>;
    readonly input?: Partial<ConversationInput>;
    readonly prepare?: (cwd: string, home: string) => Promise<void>;
  } = {},
): Promise<Harness> {
  const root = realpathSync(await mkdtemp(join(tmpdir(), 'codex-core-')));
  const cwd = join(root, 'work');
  const home = join(root, 'home');
  await mkdir(cwd);
  await mkdir(home);
  await change.prepare?.(cwd, home);
  const model = await startScriptedModel(script);
  const events: AgentEvent[] = [];
  const notices: string[] = [];
  const config = testConfig({
    baseUrl: model.url,
    home,
    cwd,
    ...(change.provider === undefined ? {} : { provider: change.provider }),
    ...(change.config === undefined ? {} : { change: change.config }),
  });
  const conversation = createConversation({
    config,
    cwd,
    sink: { record: (event) => void events.push(event) },
    env: { PATH: process.env['PATH'], HOME: home, TERM: 'xterm-256color' },
    onNotice: (text) => void notices.push(text),
    ...change.input,
  });
  return {
    model,
    events,
    notices,
    cwd,
    home,
    conversation,
    attributes(name) {
      return events.filter((event) => event.name === name).map((event) => event.attributes) as never;
    },
    async close() {
      await model.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function say(text: string): ScriptedReply {
  return { kind: 'respond', items: [{ type: 'message', text }] };
}

export function call(name: string, argumentsOfCall: object, callId = 'call_1'): ScriptedReply {
  return { kind: 'respond', items: [{ type: 'function_call', name, arguments: argumentsOfCall, callId }] };
}

/** Makes a test clean up after itself: `await using`. */
export function closing(harness: Harness): Harness & AsyncDisposable {
  return { ...harness, [Symbol.asyncDispose]: () => harness.close() };
}
