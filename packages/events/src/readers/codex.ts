import type { AttributeValue, CommonMetadata, EventName } from '../event-types.ts';
import { COMMON_METADATA, EVENTS } from '../registry/index.ts';
import type { AttributeBag } from './attribute-bag.ts';
import { codePoints, takeContent, utf8Bytes } from './content.ts';
import { exitCodeInOutput } from './exit-code.ts';
import type { ReadResult } from './read-result.ts';
import {
  readRecord,
  type DialectDefinition,
  type EventDraft,
  type EventReader,
  type RecordFacts,
} from './record-reader.ts';
import type { ForeignLogRecord, ForeignResource } from './wire.ts';

/**
 * Reads a log record of the real Codex, of any version since 0.50: numbers as text, time only observed, enums in the
 * spelling of their day, `response.completed` once as progress and once with the usage. An event has no turn: that
 * follows from the prompts around it (`createTurnTracker`).
 */
export function readCodexLogRecord(record: ForeignLogRecord, resource: ForeignResource): ReadResult {
  return readRecord(codex, record, resource);
}

type Attributes = Record<string, AttributeValue | undefined>;

/** Reads an event whose attributes have the registry's names, and completes them. */
function event(
  name: EventName,
  complete: (attributes: Attributes, bag: AttributeBag, facts: RecordFacts) => Attributes = (attributes) => attributes,
  prepare: (bag: AttributeBag) => Attributes = () => ({}),
): EventReader {
  return (bag, facts): readonly EventDraft[] => {
    const prepared = prepare(bag);
    const attributes: Attributes = { ...bag.defined(EVENTS[name].attributes), ...prepared };
    return [{ name, attributes: complete(attributes, bag, facts) }];
  };
}

const codex: DialectDefinition = {
  dialect: 'codex',
  prefix: 'codex.',
  events: {
    conversation_starts: event('conversation_starts', (attributes) => ({ mcp_servers: '', ...attributes })),
    startup_phase: event('startup_phase'),
    user_prompt: event('user_prompt', completePrompt, (bag) => ({ prompt: takeContent(bag, 'prompt') })),
    api_request: readRequest,
    sse_event: event('sse_event', completeStreamEvent),
    turn_ttft: event('turn_ttft'),
    tool_decision: event('tool_decision', completeCall, olderDecision),
    tool_result: event('tool_result', completeResult),
    sandbox_outcome: event('sandbox_outcome', completeCall),
    agent_response: event('agent_response', completeResponse),
    auth_recovery: event('auth_recovery'),
    websocket_connect: event('websocket_connect'),
    websocket_request: event('websocket_request'),
    skill_invocation: event('skill_invocation'),
    turn_cost: event('turn_cost'),
    guardian_assessment: event('guardian_assessment'),
    'network_proxy.policy_decision': event('network_proxy.policy_decision'),
  },
  withoutCounterpart: new Set([
    'plugin_install_elicitation_sent',
    'plugin_install_suggestion',
    'sandbox_assessment',
    'sandbox_assessment_latency',
    'websocket_event',
    'websocket.event',
  ]),
  conversationId: (bag) => bag.text('conversation.id'),
  turnId: () => undefined,
  context: (bag) => {
    const common: Partial<CommonMetadata> = bag.defined(COMMON_METADATA);
    return {
      common,
      model: common.model ?? common.slug ?? 'unknown',
      userId: common['user.account_id'] ?? bag.text('user.id'),
    };
  },
};

function completePrompt(attributes: Attributes): Attributes {
  const { prompt } = attributes;
  return typeof prompt === 'string' ? { prompt_length: codePoints(prompt), ...attributes } : attributes;
}

/** An answer that is not streamed is complete when it comes. */
function readRequest(bag: AttributeBag, facts: RecordFacts): readonly EventDraft[] {
  const drafts = event('api_request', completeRequest)(bag, facts);
  return drafts.flatMap((draft): EventDraft[] => {
    const { endpoint, 'http.response.status_code': status, 'request.id': requestId } = draft.attributes;
    const isComplete = typeof endpoint === 'string' && UNARY_ENDPOINTS.has(endpoint) && status === 200;
    if (!isComplete) return [draft];
    return [draft, { name: 'sse_event', attributes: { 'request.id': requestId, 'event.kind': 'response.completed' } }];
  });
}

const UNARY_ENDPOINTS = new Set(['/responses/compact', '/memories/trace_summarize']);

/** Codex numbers attempts but does not name them; their time does. */
function completeRequest(attributes: Attributes, _bag: AttributeBag, { time, model }: RecordFacts): Attributes {
  const endpoint = attributes['endpoint'] ?? 'unknown';
  return {
    'request.id': `at-${time.unixMicros}`,
    purpose: endpoint === '/responses/compact' ? 'compaction' : 'main',
    'request.model': model,
    provider_name: 'unknown',
    attempt: 0,
    ...attributes,
    endpoint,
  };
}

/** A stream that broke is reported as `response.completed` with an error, or without a kind. */
function completeStreamEvent(attributes: Attributes, bag: AttributeBag): Attributes {
  const kind = attributes['event.kind'];
  const failed = attributes['error.message'] !== undefined && (kind === undefined || kind === 'response.completed');
  if (failed && typeof kind === 'string') bag.leave('event.kind', kind);
  return { 'request.id': '', ...attributes, ...(failed ? { 'event.kind': 'stream.failed' } : {}) };
}

/** Calls that could not be dispatched have no id; their time keeps them apart. */
function completeCall(attributes: Attributes, _bag: AttributeBag, { time }: RecordFacts): Attributes {
  return { call_id: `at-${time.unixMicros}`, ...attributes };
}

function olderDecision(bag: AttributeBag): Attributes {
  const decision = bag.text('decision');
  const amended = /^approved_?exec_?policy_?amendment$/i.test(decision ?? '');
  if (decision !== undefined && !amended) bag.leave('decision', decision);
  return amended ? { decision: 'approved_with_amendment' } : {};
}

/** For Codex a command that ran is a success whatever its exit code; for the registry it is not. */
function completeResult(attributes: Attributes, bag: AttributeBag, facts: RecordFacts): Attributes {
  const { tool_name: tool, arguments: given, output, success } = attributes;
  const exitCode = typeof tool === 'string' && typeof output === 'string' ? exitCodeInOutput(tool, output) : undefined;
  const failed = exitCode !== undefined && exitCode !== 0;
  if (failed && success === true) bag.leave('success', true);
  return {
    ...completeCall(attributes, bag, facts),
    exit_code: exitCode,
    success: failed ? false : success,
    arguments_length: attributes['arguments_length'] ?? lengthOf(given),
    output_length: attributes['output_length'] ?? lengthOf(output),
  };
}

function completeResponse(attributes: Attributes): Attributes {
  return { ...attributes, response_length: attributes['response_length'] ?? lengthOf(attributes['response']) };
}

function lengthOf(text: AttributeValue | undefined): number {
  return typeof text === 'string' ? utf8Bytes(text) : 0;
}
