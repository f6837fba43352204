import type { ServerResponse } from 'node:http';

import type { ScriptedReply, ScriptedRequest } from './reply.ts';
import { failedEvents, responseEvents, type ServerEvent } from './response-events.ts';
import { reportedUsage, type createTokenEstimate } from './token-estimate.ts';

export interface ReplyContext {
  readonly request: ScriptedRequest;
  readonly reply: ScriptedReply;
  readonly estimate: ReturnType<typeof createTokenEstimate>;
  readonly newId: (prefix: string) => string;
  readonly createdAtSeconds: number;
}

/** Sends a reply, faults and all; settles when nothing more is going to be sent. */
export async function sendReply(answer: ServerResponse, context: ReplyContext): Promise<void> {
  const { reply } = context;
  if (reply.kind === 'silence') return;
  if (reply.kind === 'status') return sendStatus(answer, reply);
  const responseId = context.newId('resp');
  const events =
    reply.kind === 'failed'
      ? failedEvents(responseId, context.request.model, reply.code, reply.message)
      : responseEvents({ ...context, reply, responseId, usage: usageOf(context, reply) });
  const { delayMillis = 0, eventDelayMillis = 0 } = reply.kind === 'failed' ? {} : reply;
  const stopsEarly = reply.kind === 'cut' || reply.kind === 'end' || reply.kind === 'hang';
  await sleep(delayMillis);
  answer.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-request-id': context.newId('req'),
  });
  answer.flushHeaders();
  for (const event of stopsEarly ? events.slice(0, reply.afterEvents) : events) {
    if (answer.destroyed) return;
    await write(answer, event);
    await sleep(eventDelayMillis);
  }
  if (reply.kind === 'hang') return;
  if (reply.kind === 'cut') answer.destroy();
  else answer.end();
}

function usageOf(context: ReplyContext, reply: Extract<ScriptedReply, { items: unknown }>) {
  if (reply.kind === 'respond' && reply.usage !== undefined) return reportedUsage(reply.usage);
  return context.estimate(context.request, reply.items);
}

function sendStatus(answer: ServerResponse, reply: Extract<ScriptedReply, { kind: 'status' }>): void {
  answer.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  answer.end(
    JSON.stringify(
      reply.body ?? { error: { message: `scripted status ${reply.status}`, type: 'scripted', code: null } },
    ),
  );
}

/** Waits until the event has left the process, so that a cut after it does not take it along. */
function write(answer: ServerResponse, event: ServerEvent): Promise<void> {
  return new Promise((resolve) => {
    answer.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, () => resolve());
  });
}

function sleep(millis: number): Promise<void> {
  return millis <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, millis));
}
