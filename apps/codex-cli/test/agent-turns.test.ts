import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { CodexConfig } from '@codex-langfuse/config';
import { createConversation, type ConversationInput, type ScriptedReply } from '@codex-langfuse/core';
import { startScriptedModel, testConfig } from '@codex-langfuse/core/testing';
import type { AgentEvent, ConversationItem, EventContext, EventEnvelope } from '@codex-langfuse/events';
import { assembleTurn, type AssembledSpan } from '@codex-langfuse/langfuse';

/** How the agent is brought to do what a fixture of the assembler tells. */
interface Scenario {
  readonly script: readonly ScriptedReply[];
  readonly config?: Partial<CodexConfig>;
  readonly input?: Partial<ConversationInput>;
  /** Calls of the fixture that are not repeated here. */
  readonly without?: string;
}

const SETTINGS: Partial<CodexConfig> = { modelReasoningEffort: 'medium', modelContextWindow: 272_000 };

const say: ScriptedReply = { kind: 'respond', items: [{ type: 'message', text: 'Done.' }] };

const scenarios: Readonly<Record<string, Scenario>> = {
  recipe: { script: [shell('exit 1'), say] },
  'parallel-tools': {
    script: [
      shell('ls missing', 'cat sum.js'),
      {
        kind: 'respond',
        items: [
          {
            type: 'custom_tool_call',
            name: 'apply_patch',
            input: '*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch',
          },
        ],
      },
      say,
    ],
    config: { approvalPolicy: 'untrusted' },
    input: { approve: () => Promise.resolve('approved_for_session') },
  },
  'retried-request': { script: [{ kind: 'status', status: 500 }, { kind: 'status', status: 503 }, say] },
  'cut-stream': { script: [{ kind: 'cut', items: [{ type: 'message', text: 'I begin.' }], afterEvents: 4 }, say] },
  // What the sandbox does depends on the machine; core has tests of its own for it.
  denial: {
    script: [shell('touch a'), say],
    config: { approvalPolicy: 'untrusted' },
    input: { approve: () => Promise.resolve('denied') },
    without: 'call_2',
  },
  'failed-turn': { script: [{ kind: 'status', status: 401 }] },
  resumed: {
    script: [say],
    input: { history: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello.' }] }] },
  },
};

describe.each(Object.entries(scenarios))('%s: the agent', (name, scenario) => {
  const fixture = readFixture(name, scenario.without);

  test('brings about the turn that the assembler was tested with', async () => {
    const events = await runAgent(scenario, fixture);
    expect(outline(events)).toEqual(outline(fixture.events));
  });

  test('says all that the events of the fixture say', async () => {
    const events = await runAgent(scenario, fixture);
    const said = keysByName(events);
    for (const [event, keys] of keysByName(fixture.events)) {
      expect([event, [...keys].filter((key) => said.get(event)?.has(key) !== true)]).toEqual([event, []]);
    }
  });
});

interface TurnFixture {
  readonly context: EventContext;
  readonly events: readonly EventEnvelope[];
}

function readFixture(name: string, without: string | undefined): TurnFixture {
  const file = new URL(`../../../packages/langfuse/test/fixtures/turns/${name}.json`, import.meta.url);
  const fixture = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly writer: string;
    readonly conversationId: string;
    readonly turnId: string;
    readonly context: EventContext;
    readonly events: readonly { readonly turnId?: null; readonly attributes: object }[];
  };
  const { context, writer, conversationId } = fixture;
  const events = fixture.events
    .filter(({ attributes }) => without === undefined || !JSON.stringify(attributes).includes(`"${without}"`))
    .map(({ turnId, ...event }) => ({
      writer,
      conversationId,
      context,
      ...event,
      ...(turnId === null ? {} : { turnId: fixture.turnId }),
    })) as unknown as EventEnvelope[];
  return { context, events };
}

/** The events of one turn of the real agent, as a journal would hold them. */
async function runAgent(
  { script, config, input }: Scenario,
  { context, events: expected }: TurnFixture,
): Promise<readonly EventEnvelope[]> {
  const root = await mkdtemp(join(tmpdir(), 'codex-agent-turns-'));
  const [cwd, home] = [join(root, 'work'), join(root, 'home')];
  await Promise.all([mkdir(cwd), mkdir(home)]);
  await writeFile(join(cwd, 'sum.js'), 'export const sum = (a, b) => a - b;\n');
  const model = await startScriptedModel(script);
  const recorded: AgentEvent[] = [];
  try {
    const conversation = createConversation({
      config: testConfig({ baseUrl: model.url, home, cwd, change: { ...SETTINGS, ...config } }),
      cwd,
      sink: { record: (event) => void recorded.push(event) },
      env: { PATH: process.env['PATH'], HOME: home },
      onNotice: () => undefined,
      ...input,
    });
    await conversation.runTurn('fix the failing test');
  } finally {
    await model.close();
    await rm(root, { recursive: true, force: true });
  }
  // Most fixtures are of a later turn of their process.
  const withSettings = expected.some((event) => event.name === 'conversation_starts');
  return recorded
    .filter((event) => withSettings || event.turnId !== undefined)
    .filter((event) => event.name !== 'sse_event' || /completed|failed/.test(event.attributes['event.kind']))
    .map((event, index) => journaled(event, index + 1, context));
}

function journaled(event: AgentEvent, sequence: number, context: EventContext): EventEnvelope {
  const lists = Object.entries((event.items ?? {}) as Readonly<Record<string, readonly ConversationItem[]>>);
  const items = lists.map(([list, entries]) => [list, entries.map((item) => referenceTo(item))] as const);
  const envelope = { ...event, writer: 'writer', sequence, context, items: Object.fromEntries(items) };
  return envelope as unknown as EventEnvelope;
}

function referenceTo(item: ConversationItem): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(item)).digest('hex')}`;
}

/** The tree of spans: what each is and how it came out. Models, tools and their words are each one's own. */
function outline(events: readonly EventEnvelope[]): string[] {
  const level = 'metadata';
  const { spans, state } = assembleTurn({
    events,
    content: () => undefined,
    policy: {
      prompts: level,
      responses: level,
      tool_arguments: level,
      tool_output: level,
      system: level,
      maxBytes: 1024,
    },
    writerGone: false,
  });
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const kindOf = ({ name, attributes, status }: AssembledSpan): string => {
    const { 'langfuse.observation.type': type, 'langfuse.observation.level': warning = 'DEFAULT' } = attributes;
    return `${String(type)} ${name.replace(/^(chat|execute_tool) .*/, '$1')} ${status.code === 2 ? 'ERROR' : String(warning)}`;
  };
  const lines = spans.map((span) => {
    const parent = byId.get(span.parentSpanId ?? '');
    return `${parent === undefined ? '' : `${kindOf(parent)} > `}${kindOf(span)}`;
  });
  return [state, ...lines.toSorted()];
}

function keysByName(events: readonly EventEnvelope[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = Map.groupBy(events, ({ name }) => name);
  return new Map(
    [...byName].map(([name, members]) => [
      name,
      new Set(members.flatMap(({ attributes, items = {} }) => [...Object.keys(attributes), ...Object.keys(items)])),
    ]),
  );
}

function shell(...commands: readonly string[]): ScriptedReply {
  const items = commands.map((cmd) => ({ type: 'function_call' as const, name: 'exec_command', arguments: { cmd } }));
  return { kind: 'respond', items };
}
