import { randomUUID } from 'node:crypto';
import type { OtelConfig } from '@codex-langfuse/config';
import type { AgentEvent } from '@codex-langfuse/events';
import { createOtelManager, drainJournals, otelStatus } from '@codex-langfuse/otel';
import type { Ledger } from '@codex-langfuse/otel';

export interface TurnInput {
  readonly otel: OtelConfig;
  readonly codexHome: string;
  readonly question: string;
  readonly answer: string;
}

const VERSION = '1.0.0';

/** Records one turn of an agent, delivers what the journal holds, and returns the counts of all destinations. */
export async function recordTurn({ otel, codexHome, question, answer }: TurnInput): Promise<Ledger> {
  const manager = createOtelManager({
    config: otel,
    codexHome,
    context: {
      appVersion: VERSION,
      originator: 'word_counter',
      terminalType: 'unknown',
      model: 'gpt-5',
      slug: 'gpt-5',
    },
    serviceName: 'word-counter-agent',
    serviceVersion: VERSION,
    clock: Date.now,
    onProblem: (line) => console.error(line),
  });
  for (const event of turnOf(question, answer)) manager.record(event);
  manager.close();
  await drainJournals({
    codexHome,
    config: otel,
    clock: Date.now,
    random: Math.random,
    abort: new AbortController().signal,
    deadlineUnixMillis: Date.now() + 5000,
    environment: { env: {}, write: (text) => process.stdout.write(text), userAgent: `word-counter/${VERSION}` },
  });
  return otelStatus({ codexHome, config: otel }).ledger;
}

/** A question, one request to a model with its usage, and the answer. A real agent emits these as they happen. */
function turnOf(question: string, answer: string): readonly AgentEvent[] {
  const began = Date.now() * 1000;
  const ids = { conversationId: randomUUID(), turnId: randomUUID() };
  const at = (millis: number) => ({ timeUnixMicros: began + millis * 1000, ...ids });
  const request = { 'request.id': randomUUID() };
  const message = (role: string, type: string, text: string) => ({ type: 'message', role, content: [{ type, text }] });
  return [
    { name: 'user_prompt', ...at(0), attributes: { prompt_length: question.length, prompt: question } },
    {
      name: 'api_request',
      ...at(5),
      attributes: {
        ...request,
        purpose: 'main',
        'request.model': 'gpt-5',
        provider_name: 'OpenAI',
        attempt: 0,
        duration_ms: 800,
        endpoint: '/responses',
        'http.response.status_code': 200,
      },
      items: { input: [message('user', 'input_text', question)] },
    },
    {
      name: 'sse_event',
      ...at(810),
      attributes: {
        ...request,
        'event.kind': 'response.completed',
        finish_reason: 'stop',
        input_token_count: 120,
        output_token_count: 9,
        cached_token_count: 0,
        tool_token_count: 129,
      },
      items: { output: [message('assistant', 'output_text', answer)] },
    },
    { name: 'agent_response', ...at(820), attributes: { response_length: answer.length, response: answer } },
    { name: 'turn_ended', ...at(821), attributes: { outcome: 'completed', duration_ms: 821 } },
  ];
}
