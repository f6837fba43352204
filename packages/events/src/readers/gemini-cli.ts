import type { AttributeBag } from './attribute-bag.ts';
import { choose, purposeOf } from './choose.ts';
import { codePoints, takeContent, utf8Bytes } from './content.ts';
import type { ReadResult } from './read-result.ts';
import { readRecord, type DialectDefinition, type EventDraft, type RecordFacts } from './record-reader.ts';
import type { ForeignLogRecord, ForeignResource } from './wire.ts';

/**
 * Reads a log record of Gemini CLI. Its `api_response` becomes an `api_request` and a `response.completed`, its
 * `tool_call` a decision and a result. Its output tokens leave thoughts out; ours include reasoning.
 */
export function readGeminiLogRecord(record: ForeignLogRecord, resource: ForeignResource): ReadResult {
  return readRecord(gemini, record, resource);
}

const gemini: DialectDefinition = {
  dialect: 'gemini-cli',
  prefix: 'gemini_cli.',
  events: {
    config: readConfig,
    user_prompt: readPrompt,
    api_response: readResponse,
    api_error: readError,
    tool_call: readToolCall,
  },
  // Their `api_request` announces what `api_response` reports again, with its result.
  withoutCounterpart: new Set([
    'api_request',
    'model_routing',
    'plan.approval_mode_duration',
    'ripgrep_fallback',
    'startup_stats',
  ]),
  conversationId: (bag) => bag.text('session.id'),
  turnId: (bag) => bag.text('prompt_id'),
  context: (bag, resource) => {
    const model = bag.text('model');
    const account = bag.text('user.email');
    const installation = bag.text('installation.id') ?? textOf(resource.get('installation.id'));
    return {
      model: model ?? 'unknown',
      common: {
        // The resource's version is Node's, not the agent's.
        'app.version': 'unknown',
        ...(account === undefined ? {} : { 'user.email': account }),
      },
      userId: account ?? installation,
    };
  },
};

function readConfig(bag: AttributeBag): EventDraft[] {
  const approval = bag.text('approval_mode');
  const sandboxed = bag.flag('sandbox_enabled');
  const policies: Readonly<Record<string, string>> = {
    yolo: 'never',
    auto_edit: 'on-request',
    default: 'untrusted',
    plan: 'untrusted',
  };
  // Neither setting means quite the same.
  if (approval !== undefined) bag.leave('approval_mode', approval);
  if (sandboxed !== undefined) bag.leave('sandbox_enabled', sandboxed);
  const attributes = {
    provider_name: 'Google',
    reasoning_summary: 'none',
    approval_policy: approval !== undefined && Object.hasOwn(policies, approval) ? policies[approval] : 'on-request',
    sandbox_policy: sandboxed === true ? 'external-sandbox' : 'danger-full-access',
    mcp_servers: bag.text('mcp_servers') ?? '',
  };
  return [{ name: 'conversation_starts', attributes }];
}

function readPrompt(bag: AttributeBag): EventDraft[] {
  const prompt = takeContent(bag, 'prompt');
  const length = bag.integer('prompt_length') ?? (prompt === undefined ? undefined : codePoints(prompt));
  return [{ name: 'user_prompt', attributes: { prompt, prompt_length: length } }];
}

function readResponse(bag: AttributeBag, facts: RecordFacts): EventDraft[] {
  const request = requestAttributes(bag, facts);
  const prompt = bag.integer('input_token_count');
  const toolUse = bag.integer('tool_token_count');
  const answer = bag.integer('output_token_count');
  const thoughts = bag.integer('thoughts_token_count');
  const input = prompt === undefined ? undefined : prompt + (toolUse ?? 0);
  const output = answer === undefined ? undefined : answer + (thoughts ?? 0);
  const total = bag.integer('total_token_count');
  return [
    { name: 'api_request', attributes: { ...request, 'http.response.status_code': status(bag) ?? 200 } },
    {
      name: 'sse_event',
      attributes: {
        'request.id': request['request.id'],
        'event.kind': 'response.completed',
        'response.model': facts.model === 'unknown' ? undefined : facts.model,
        input_token_count: input,
        output_token_count: output,
        cached_token_count: bag.integer('cached_content_token_count'),
        reasoning_token_count: thoughts,
        tool_token_count: total ?? (input === undefined || output === undefined ? undefined : input + output),
      },
    },
  ];
}

function readError(bag: AttributeBag, facts: RecordFacts): EventDraft[] {
  const message = bag.text('error.message') ?? bag.text('error') ?? 'failed';
  const attributes = {
    ...requestAttributes(bag, facts),
    'http.response.status_code': status(bag),
    'error.message': message,
  };
  return [{ name: 'api_request', attributes }];
}

function requestAttributes(bag: AttributeBag, { time, model }: RecordFacts) {
  return {
    'request.id': `at-${time.unixMicros}`,
    purpose: purposeOf(bag, 'role', { subagent: 'sub_agent', utility_compressor: 'compaction' }, ['main']),
    'request.model': model,
    provider_name: 'Google',
    attempt: 0,
    endpoint: 'generateContent',
    duration_ms: bag.number('duration_ms') ?? bag.number('duration') ?? 0,
  };
}

/** It stands there twice, once under an older name. */
function status(bag: AttributeBag): number | undefined {
  const [newer, older] = [bag.integer('http.status_code'), bag.integer('status_code')];
  return newer ?? older;
}

/** A call has no id; its time keeps it apart. */
function readToolCall(bag: AttributeBag, { time }: RecordFacts): EventDraft[] {
  const call = { tool_name: bag.text('function_name'), call_id: `at-${time.unixMicros}` };
  const given = takeContent(bag, 'function_args');
  const words = { accept: 'approved', auto_accept: 'approved', modify: 'approved_with_amendment', reject: 'denied' };
  const automatic = bag.text('decision');
  if (automatic !== undefined) bag.leave('decision', automatic);
  const decision = choose(bag, 'decision', words);
  const exitCode = takeExitCode(bag);
  const success = bag.flag('success');
  const failed = exitCode !== undefined && exitCode !== 0;
  if (failed && success === true) bag.leave('success', true);
  const decided: EventDraft = {
    name: 'tool_decision',
    attributes: {
      ...call,
      decision,
      source: automatic === 'accept' || automatic === 'auto_accept' ? 'Config' : 'User',
    },
  };
  const result: EventDraft = {
    name: 'tool_result',
    attributes: {
      ...call,
      duration_ms: bag.number('duration_ms') ?? 0,
      success: failed ? false : success,
      exit_code: exitCode,
      'error.message': bag.text('error.message') ?? bag.text('error'),
      'error.type': bag.text('error.type') ?? bag.text('error_type'),
      arguments: given,
      arguments_length: utf8Bytes(given ?? ''),
      output_length: bag.integer('content_length') ?? 0,
      mcp_server: bag.text('mcp_server_name'),
    },
  };
  return decision === undefined ? [result] : [decided, result];
}

/** The exit code stands in a JSON text, while `success` says true. */
function takeExitCode(bag: AttributeBag): number | undefined {
  const metadata = bag.text('metadata');
  if (metadata === undefined) return undefined;
  bag.leave('metadata', metadata);
  try {
    const { exitCode } = JSON.parse(metadata) as { exitCode?: unknown };
    return typeof exitCode === 'number' && Number.isSafeInteger(exitCode) ? exitCode : undefined;
  } catch {
    // Not JSON: it stays unread as it is.
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
