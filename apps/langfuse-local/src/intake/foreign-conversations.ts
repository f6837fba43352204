import { foreignTurns, readForeignRecord } from '@codex-langfuse/events/readers';
import type { ForeignTurn } from '@codex-langfuse/events/readers';
import { assembleTurn, mapSpan, toWireSpan } from '@codex-langfuse/langfuse';
import type { ContentPolicy, Observation } from '@codex-langfuse/langfuse';
import type { WireLogRecord, WireResource, WireScope } from '@codex-langfuse/otlp';
import type { StoredLogRecord } from '../store/store.ts';

/** A log record with the conversation of another agent that it belongs to, if any. Our own records belong to none. */
export function readOrigin(
  record: WireLogRecord,
  resource: WireResource,
  scope: WireScope,
): Omit<StoredLogRecord, 'uid'> {
  const read = readForeignRecord(record, resource, scope);
  const conversation = read.kind === 'event' ? read.events[0]?.event.conversationId : undefined;
  return { record, resource, scope, ...(conversation === undefined ? {} : { conversation }) };
}

/**
 * The observations that the log records of one conversation give, in whatever order they came. It is a function of the
 * records alone, time included: a turn is closed by what follows it, so the same records always give the same traces.
 */
export function assembleConversation(records: readonly StoredLogRecord[]): readonly Observation[] {
  const events = records.flatMap(({ record, resource, scope }) => {
    const read = readForeignRecord(record, resource, scope);
    return read.kind === 'event' ? read.events : [];
  });
  const nowUnixMicros = events.reduce((latest, { event }) => Math.max(latest, event.timeUnixMicros), 0);
  return foreignTurns(events, { nowUnixMicros }).flatMap(observationsOf);
}

function observationsOf(turn: ForeignTurn): readonly Observation[] {
  const { spans } = assembleTurn({
    events: turn.events,
    content: (reference) => turn.content.get(reference),
    policy: EVERYTHING,
    writerGone: turn.state === 'closed',
    agentName: turn.dialect,
    ...(turn.conversationStarts === undefined ? {} : { conversationStarts: turn.conversationStarts }),
  });
  return spans.map((assembled) => {
    const { span, resource, scope } = toWireSpan(assembled);
    return mapSpan(span, resource, scope);
  });
}

/** The sender has decided what to send; nothing more is withheld from the one who runs this server. */
const EVERYTHING: ContentPolicy = {
  prompts: 'full',
  responses: 'full',
  tool_arguments: 'full',
  tool_output: 'full',
  system: 'full',
  maxBytes: 1024 * 1024,
};
