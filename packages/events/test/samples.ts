import type { AgentEvent, EventEnvelope } from '@codex-langfuse/events';

/** A decision as the agent records it. */
export const decision: AgentEvent<'tool_decision'> = {
  name: 'tool_decision',
  timeUnixMicros: 1_795_446_695_678_538,
  conversationId: '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
  turnId: '01a208f6-66a0-7b11-8a52-6a11c2c80d5e',
  attributes: { tool_name: 'exec_command', call_id: 'call_2', decision: 'approved', source: 'Config' },
};

/** A request as it stands in the journal. */
export const journaledRequest: EventEnvelope<'api_request'> = {
  name: 'api_request',
  writer: '01a208f6-6647-78d1-ab1b-130cbf3c5ad0',
  sequence: 3,
  timeUnixMicros: 1_795_446_695_609_131,
  conversationId: '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
  turnId: '01a208f6-66a0-7b11-8a52-6a11c2c80d5e',
  context: {
    common: {
      'conversation.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
      'app.version': '1.0.0',
      originator: 'codex_exec',
      'terminal.type': 'xterm',
      model: 'gpt-5-codex',
      slug: 'gpt-5-codex',
    },
    resource: { 'service.name': 'codex_exec', 'process.pid': 4 },
    traceName: 'codex turn',
    tags: ['ci'],
    environment: 'staging',
    spanAttributes: { team: 'blue' },
    remoteParent: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
    parentConversation: { conversationId: 'c', turnId: 't', callId: 'call_1' },
  },
  attributes: {
    'request.id': 'r1',
    purpose: 'main',
    'request.model': 'gpt-5-codex',
    provider_name: 'OpenAI',
    attempt: 0,
    duration_ms: 18.25,
    endpoint: '/responses',
    'http.response.status_code': 200,
  },
  items: { input: [`sha256:${'0a'.repeat(32)}`], tools: [] },
};

/** A copy with one field set (`undefined` deletes it), the path in dots between names: `['attributes', 'decision']`. */
export function changed(value: object, path: readonly string[], replacement: unknown): object {
  const copy = structuredClone(value) as Record<string, unknown>;
  let parent = copy;
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (replacement === undefined) delete parent[last];
  else
    Object.defineProperty(parent, last, { value: replacement, enumerable: true, configurable: true, writable: true });
  return copy;
}
