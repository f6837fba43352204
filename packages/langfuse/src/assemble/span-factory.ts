import type { AttributeValue, EventContext, EventEnvelope } from '@codex-langfuse/events';
import { SCOPE_NAME, writing, type WrittenObservationType } from '../vocabulary/attributes.ts';
import type { AssembledSpan, Provenance } from './assembled-turn.ts';
import { cutMiddle } from './cut-middle.ts';
import { addPrefixed, addPresent, present, type SparseAttributes } from './present.ts';
import { ROOT_KEY } from './span-identity.ts';
import type { TurnFrame } from './turn-frame.ts';

/** How a span came out. Langfuse shows an error by its status and a warning by an attribute; neither needs a span event. */
export type Outcome = { readonly kind: 'fine' } | { readonly kind: 'warning' | 'error'; readonly message: string };

export const fine: Outcome = { kind: 'fine' };

/** What one kind of span adds to what all spans of a turn share. */
export interface SpanFields {
  readonly key: string;
  /** The root's is absent. */
  readonly parentKey?: string;
  readonly name: string;
  readonly kind?: AssembledSpan['kind'];
  readonly observationType: WrittenObservationType;
  readonly startUnixMicros: number;
  readonly endUnixMicros: number;
  /** Entries without a value are left out. */
  readonly attributes?: SparseAttributes;
  /** `langfuse.observation.metadata.*`, without the prefix. */
  readonly metadata?: SparseAttributes;
  readonly outcome?: Outcome;
  readonly final: boolean;
  readonly events: readonly EventEnvelope[];
}

export type SpanFactory = (fields: SpanFields) => AssembledSpan;

/** Completes spans of a turn: identity, parent, provenance, and the attributes that stand on every one of them. */
export function createSpanFactory(turn: TurnFrame): SpanFactory {
  const common = commonAttributes(turn);
  const origin = provenance(turn.context);
  return (fields) => {
    const { key, outcome = fine } = fields;
    const parentSpanId =
      fields.parentKey === undefined ? turn.remoteParent?.spanId : turn.identityOf(fields.parentKey).spanId;
    const { traceId, spanId } = turn.identityOf(key);
    return {
      key,
      traceId,
      spanId,
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      name: fields.name,
      kind: fields.kind ?? 'internal',
      startUnixMicros: fields.startUnixMicros,
      endUnixMicros: Math.max(fields.startUnixMicros, fields.endUnixMicros),
      attributes: spanAttributes(common, key === ROOT_KEY && turn.remoteParent !== undefined, fields),
      status: outcome.kind === 'error' ? { code: 2, message: shortMessage(outcome.message) } : { code: 0 },
      final: fields.final && turn.idsAreKnown,
      sources: sourcesOf(fields.events),
      resource: origin.resource,
      scope: origin.scope,
    };
  };
}

function spanAttributes(
  common: Readonly<Record<string, AttributeValue>>,
  isAppRoot: boolean,
  { observationType, attributes, outcome = fine, metadata }: SpanFields,
): Readonly<Record<string, AttributeValue>> {
  const all: Record<string, AttributeValue> = { ...common };
  if (isAppRoot) all[writing.isAppRoot] = true;
  all[writing.observationType] = observationType;
  addPresent(all, attributes);
  if (outcome.kind === 'warning') {
    all[writing.level] = 'WARNING';
    all[writing.statusMessage] = shortMessage(outcome.message);
  }
  addPrefixed(all, metadata, writing.metadataPrefix);
  return all;
}

function sourcesOf(events: readonly EventEnvelope[]): readonly number[] {
  const [first] = events;
  if (first !== undefined && events.length === 1) return [first.sequence];
  return [...new Set(events.map(({ sequence }) => sequence))].toSorted((left, right) => left - right);
}

/** Resource and scope of what is derived from an event. */
export function provenance(context: EventContext): Provenance {
  let known = provenances.get(context);
  if (known === undefined) {
    known = { resource: context.resource, scope: { name: SCOPE_NAME, version: context.common['app.version'] } };
    provenances.set(context, known);
  }
  return known;
}

/** Contexts are shared by many events; so are these, which exporters group by. */
const provenances = new WeakMap<EventContext, Provenance>();

/** When something began that took so long until `unixMicros`; a duration that is no duration counts as none. */
export function minusMilliseconds(unixMicros: number, milliseconds: number): number {
  const began = unixMicros - Math.round(Math.max(0, milliseconds) * 1000);
  return began >= 0 ? began : unixMicros;
}

/**
 * Langfuse sums sessions, users and costs over spans, not over traces: what identifies them must stand on every span.
 * The turns of a sub-agent belong to the session of the conversation that started it.
 */
function commonAttributes({ context, conversationId }: TurnFrame): Readonly<Record<string, AttributeValue>> {
  const parent = context.parentConversation;
  const session = parent?.rootConversationId ?? parent?.conversationId ?? conversationId;
  const ours = present({
    [writing.traceName]: context.traceName,
    [writing.sessionId]: session,
    [writing.conversationId]: session,
    [writing.userId]: context.userId,
    [writing.traceTags]: context.tags.length === 0 ? undefined : context.tags,
    [writing.environment]: context.environment,
    [writing.release]: context.release,
    [writing.version]: context.version,
  });
  return { ...context.spanAttributes, ...ours };
}

/** Providers send whole JSON documents as error messages. */
function shortMessage(message: string): string {
  return cutMiddle(message, 4096);
}
