import { EVENTS, type ContentReference, type EventContext, type EventEnvelope } from '@codex-langfuse/events';
import { reference } from './assemble-support.ts';

type Random = () => number;

/** A turn that no agent should produce, of events that the registry allows. */
export interface StrangeTurn {
  readonly events: readonly EventEnvelope[];
  readonly content: (reference: ContentReference) => string | undefined;
}

/**
 * Events of every kind in an order that makes no sense: ends without begin, ids used again, clocks set back, durations
 * longer than time itself, events outside of the turn, content that is damaged or lost. The same numbers give the same
 * turn.
 */
export function strangeTurn(random: Random): StrangeTurn {
  const contexts = [strangeContext(random), strangeContext(random)];
  const length = 1 + Math.floor(random() * 30);
  const outsideFirst = random() < 0.3 ? Math.floor(random() * 5) : 0;
  let timeUnixMicros = 1_795_447_617_000_000;
  const events = Array.from({ length }, (_, index) => {
    timeUnixMicros += strangeStep(random);
    const name = pick(random, names);
    const isOutside = index < outsideFirst || random() < 0.03;
    return {
      name,
      writer: 'writer-1',
      sequence: index + 1,
      timeUnixMicros,
      conversationId: isOutside && random() < 0.3 ? 'another' : 'conversation-1',
      ...(isOutside ? {} : { turnId: 'turn-1' }),
      context: random() < 0.1 ? contexts[1] : contexts[0],
      attributes: strangeAttributes(random, name),
      ...strangeItems(random, name),
    } as unknown as EventEnvelope;
  });
  return { events, content: (wanted) => texts.get(wanted) };
}

/** Those that make spans come more often. */
const names = [
  ...(Object.keys(EVENTS) as (keyof typeof EVENTS)[]),
  ...(['api_request', 'api_request', 'sse_event', 'sse_event', 'sse_event'] as const),
  ...(['tool_decision', 'tool_decision', 'tool_result', 'tool_result', 'tool_result'] as const),
];

function strangeStep(random: Random): number {
  const kind = random();
  if (kind < 0.3) return 0;
  return kind < 0.4 ? -Math.floor(random() * 60_000_000) : Math.floor(random() * 1_000_000);
}

function strangeContext(random: Random): EventContext {
  return {
    common: {
      'conversation.id': 'conversation-1',
      'app.version': '1.0.0',
      originator: 'codex_exec',
      'terminal.type': 'unknown',
      model: pick(random, models),
      slug: 'slug',
    },
    resource: { 'service.name': 'codex' },
    traceName: pick(random, ['codex turn', '']),
    tags: pick(random, [[], ['a', 'b']]),
    environment: 'dev',
    spanAttributes: pick<Readonly<Record<string, string>>>(random, [{}, { team: 'a', 'session.id': 'not this one' }]),
    ...(random() < 0.5 ? { userId: 'somebody' } : {}),
    ...(random() < 0.2 ? { remoteParent: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) } } : {}),
    ...(random() < 0.2 ? { parentConversation: { conversationId: 'p', turnId: 'pt', callId: 'pc' } } : {}),
  };
}

interface Definition {
  readonly type: string;
  readonly presence: string;
  readonly values?: readonly string[];
}

function strangeAttributes(random: Random, name: keyof typeof EVENTS): Readonly<Record<string, unknown>> {
  const definitions: Readonly<Record<string, Definition>> = EVENTS[name].attributes;
  const given = Object.entries(definitions).filter(([, { presence }]) => presence === 'required' || random() < 0.5);
  const attributes = given.map(([attribute, definition]) => [attribute, strangeValue(random, attribute, definition)]);
  return Object.fromEntries([...attributes, ['not.in.the.registry', 'planted'], ['toString', 'planted']]) as Readonly<
    Record<string, unknown>
  >;
}

function strangeValue(random: Random, attribute: string, { type, values }: Definition): unknown {
  if (attribute in pools) return pick(random, pools[attribute] ?? []);
  if (values !== undefined) return pick(random, values);
  if (type === 'string') return pick(random, strings);
  if (type === 'boolean') return random() < 0.5;
  return pick(random, type === 'integer' ? integers : numbers);
}

const ids = ['1', '2', '1#2', '__proto__', 'constructor', '', 'a/b', '\ud800'];
const models = ['gpt-5-codex', 'gpt-5', 'claude-sonnet-4-5', 'nobody knows', '', '__proto__', 'toString'];
const strings = [
  '',
  'ordinary',
  'ü😀',
  '\ud83d',
  '\udc00x',
  '\u0000',
  '__proto__',
  'null',
  '[1,2',
  '{"__proto__":{"x":"y"}}',
  'x'.repeat(3000),
  '😀'.repeat(9000),
  JSON.stringify({ key: 'v'.repeat(40_000) }),
  '['.repeat(3000) + ']'.repeat(3000),
];
const integers = [0, 1, 2, 60, 1200, 1200, -5, Number.MAX_SAFE_INTEGER];
const numbers = [0, 0.001, 12.5, 90, 90, 1500, 1e7, -5, 1e300, -1e300];
const pools: Readonly<Record<string, readonly unknown[]>> = {
  'request.id': ids,
  call_id: ids,
  'request.model': models,
  'response.model': models,
  tool_name: ['shell', 'apply_patch', '', '__proto__'],
  'event.kind': ['response.completed', 'response.completed', 'stream.failed', 'response.output_text.delta'],
  'http.response.status_code': [200, 200, 200, 200, 429, 500],
};

function strangeItems(random: Random, name: keyof typeof EVENTS): object {
  const some = (most: number): ContentReference[] =>
    Array.from({ length: Math.floor(random() * most) }, () => pick(random, references));
  if (name === 'api_request') return { items: { input: some(10), tools: some(4) } };
  return name === 'sse_event' ? { items: { output: some(6) } } : {};
}

const items: readonly unknown[] = [
  { type: 'message', role: 'user', content: 'hello' },
  { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'x'.repeat(5000) }] },
  { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ok\ud800' }] },
  { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
  { type: 'message', role: '__proto__', content: null },
  { type: 'message', role: 'user', content: [{ type: 'input_file' }, { type: 'input_image', image_url: 'data:x' }, 5] },
  { type: 'message', role: 'user', content: [{ type: 'input_image', image_url: { url: 'https://example.com' } }] },
  { type: 'function_call', name: 'shell', call_id: 'c1', arguments: JSON.stringify({ a: 'y'.repeat(9000) }) },
  { type: 'function_call_output', call_id: 'c1', output: 'z'.repeat(20_000) },
  { type: 'custom_tool_call', name: 'apply_patch', call_id: 'c2', input: '*** Begin Patch' },
  { type: 'custom_tool_call_output', call_id: 'c2', output: { content: 'done', success: true } },
  { type: 'local_shell_call', call_id: 'c3', action: { type: 'exec', command: ['ls'] } },
  { type: 'local_shell_call_output', id: 'c3', output: '{"output":"x"}' },
  { type: 'web_search_call', id: 'c4', action: { type: 'search', query: 'q' } },
  { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Think.' }] },
  { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
  { type: 'image_generation_call', result: 'AAAA' },
  { type: 'function', name: 'shell', parameters: { type: 'object' } },
  { type: 'web_search' },
  { type: 'toString' },
  { type: 7 },
  {},
  null,
  [],
  'text',
];
const texts = new Map(
  [...items.map((item) => JSON.stringify(item)), '{damaged'].map((text) => [reference(text), text]),
);
const references = [...texts.keys(), reference('lost')];

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}
