import type { AttributeBag } from './attribute-bag.ts';
import { codePoints, takeContent, utf8Bytes } from './content.ts';
import { choose, purposeOf } from './choose.ts';
import type { ReadResult } from './read-result.ts';
import { readRecord, type DialectDefinition, type EventDraft, type RecordFacts } from './record-reader.ts';
import type { ForeignLogRecord, ForeignResource } from './wire.ts';

/**
 * Reads a log record of Claude Code. Its `api_request` tells a request and its answer at once, when the answer is
 * complete; it becomes an `api_request` and a `response.completed`. Its input tokens leave out what the cache held;
 * ours include it.
 */
export function readClaudeCodeLogRecord(record: ForeignLogRecord, resource: ForeignResource): ReadResult {
  return readRecord(claudeCode, record, resource);
}

const claudeCode: DialectDefinition = {
  dialect: 'claude-code',
  prefix: 'claude_code.',
  events: {
    user_prompt: readPrompt,
    api_request: readRequest,
    api_error: readError,
    assistant_response: readResponse,
    tool_decision: readDecision,
    tool_result: readResult,
  },
  withoutCounterpart: new Set(['managed_settings_resolved', 'plugin_loaded', 'retention_sweep']),
  conversationId: (bag) => bag.text('session.id'),
  turnId: (bag) => bag.text('prompt.id'),
  context: (bag) => {
    const terminal = bag.text('terminal.type');
    const email = bag.text('user.email');
    const account = bag.text('user.account_uuid');
    const anonymous = bag.text('user.id');
    return {
      model: bag.text('model') ?? 'unknown',
      common: {
        ...(terminal === undefined ? {} : { 'terminal.type': terminal }),
        ...(email === undefined ? {} : { 'user.email': email }),
        ...(account === undefined ? {} : { 'user.account_id': account }),
      },
      userId: account ?? anonymous,
    };
  },
};

function readPrompt(bag: AttributeBag): EventDraft[] {
  const first = takeContent(bag, 'prompt');
  const second = takeContent(bag, 'prompt_text');
  const prompt = first ?? second;
  if (second !== undefined && second !== prompt) bag.leave('prompt_text', second);
  const length = bag.integer('prompt_length') ?? (prompt === undefined ? undefined : codePoints(prompt));
  return [{ name: 'user_prompt', attributes: { prompt, prompt_length: length } }];
}

function readRequest(bag: AttributeBag, facts: RecordFacts): EventDraft[] {
  const input = bag.integer('input_tokens');
  const cacheRead = bag.integer('cache_read_tokens');
  const cacheWrite = bag.integer('cache_creation_tokens');
  const output = bag.integer('output_tokens');
  const allInput = input === undefined ? undefined : input + (cacheRead ?? 0) + (cacheWrite ?? 0);
  const request = requestAttributes(bag, facts);
  return [
    // It is written for answers alone: for failures there is `api_error`.
    { name: 'api_request', attributes: { ...request, attempt: 0, 'http.response.status_code': 200 } },
    {
      name: 'sse_event',
      attributes: {
        'request.id': request['request.id'],
        'event.kind': 'response.completed',
        'response.model': facts.model === 'unknown' ? undefined : facts.model,
        input_token_count: allInput,
        output_token_count: output,
        cached_token_count: cacheRead,
        cache_write_token_count: cacheWrite,
        tool_token_count: allInput === undefined || output === undefined ? undefined : allInput + output,
        ttft_ms: bag.number('ttft_ms'),
        cost_usd: bag.number('cost_usd'),
      },
    },
  ];
}

/** It counts attempts from 1. */
function readError(bag: AttributeBag, facts: RecordFacts): EventDraft[] {
  const attempt = bag.integer('attempt') ?? 1;
  const attributes = {
    ...requestAttributes(bag, facts),
    attempt: Math.max(0, attempt - 1),
    'http.response.status_code': bag.integer('status_code'),
    'error.message': bag.text('error') ?? 'failed',
  };
  return [{ name: 'api_request', attributes }];
}

function requestAttributes(bag: AttributeBag, { time, model }: RecordFacts) {
  return {
    'request.id': bag.text('request_id') ?? `at-${time.unixMicros}`,
    purpose: purposeOf(bag, 'query_source', { compact: 'compaction', auto_compact: 'compaction' }, [
      'sdk',
      'repl_main_thread',
    ]),
    'request.model': model,
    provider_name:
      choose(bag, 'anthropic.provider', { firstParty: 'Anthropic', bedrock: 'Amazon Bedrock', vertex: 'Vertex AI' }) ??
      'Anthropic',
    endpoint: '/v1/messages',
    duration_ms: bag.number('duration_ms') ?? 0,
  };
}

function readResponse(bag: AttributeBag): EventDraft[] {
  const response = takeContent(bag, 'response');
  const length = bag.integer('response_length');
  // It counts characters, we bytes.
  const bytes = response === undefined ? length : utf8Bytes(response);
  if (length !== undefined && length !== bytes) bag.leave('response_length', length);
  const attributes = {
    response,
    response_length: bytes,
    'request.id': bag.text('request_id'),
    'item.id': bag.text('message.uuid'),
  };
  return [{ name: 'agent_response', attributes }];
}

/** A permission for good is more than one for this call; the word stays in what is unread. */
function readDecision(bag: AttributeBag): EventDraft[] {
  const sources = {
    config: 'Config',
    hook: 'AutomatedReviewer',
    user: 'User',
    user_temporary: 'User',
    user_reject: 'User',
  };
  const source = bag.text('source');
  const narrowed = source === 'user_permanent' || source === 'user_abort';
  if (source !== undefined) bag.leave('source', source);
  const decision =
    source === 'user_abort'
      ? (bag.text('decision'), 'abort')
      : choose(bag, 'decision', { accept: 'approved', reject: 'denied' });
  const attributes = {
    tool_name: bag.text('tool_name'),
    call_id: bag.text('tool_use_id'),
    decision,
    source: narrowed ? 'User' : choose(bag, 'source', sources),
    arguments: takeContent(bag, 'tool_parameters'),
  };
  return [{ name: 'tool_decision', attributes }];
}

function readResult(bag: AttributeBag): EventDraft[] {
  const given = takeContent(bag, 'tool_input') ?? takeContent(bag, 'tool_parameters');
  const output = takeContent(bag, 'tool_output');
  const attributes = {
    tool_name: bag.text('tool_name'),
    call_id: bag.text('tool_use_id'),
    'request.id': bag.text('request_id'),
    duration_ms: bag.number('duration_ms'),
    success: bag.flag('success'),
    'error.message': bag.text('error'),
    'error.type': bag.text('error_type'),
    arguments: given,
    arguments_length: bag.integer('tool_input_size_bytes') ?? utf8Bytes(given ?? ''),
    output,
    output_length: bag.integer('tool_result_size_bytes') ?? utf8Bytes(output ?? ''),
    mcp_server: bag.text('mcp_server_name'),
  };
  return [{ name: 'tool_result', attributes }];
}
