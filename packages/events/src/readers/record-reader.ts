import type { AgentEvent } from '../agent-event.ts';
import type { EventDefinition } from '../definition.ts';
import type { AttributeValue, EventName } from '../event-types.ts';
import { EVENTS } from '../registry/index.ts';
import { createAttributeBag, readKeyValues, type AttributeBag } from './attribute-bag.ts';
import { foreignContext, type ContextSource } from './foreign-context.ts';
import type { Dialect, ForeignEvent, ReadResult, UnknownReason, Unread } from './read-result.ts';
import { recordTime, type RecordTime } from './record-time.ts';
import type { ForeignLogRecord, ForeignResource } from './wire.ts';

/** What all events of a record have in common. */
export interface RecordFacts {
  readonly time: RecordTime;
  /** `unknown` where the record does not say. */
  readonly model: string;
  readonly resource: ReadonlyMap<string, AttributeValue>;
}

/** An event in the making: attributes by the registry's names, not yet known to be complete. */
export interface EventDraft {
  readonly name: EventName;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
}

/** Takes from the bag what one event of the dialect says. */
export type EventReader = (bag: AttributeBag, facts: RecordFacts) => readonly EventDraft[];

/** How one agent writes its log records. */
export interface DialectDefinition {
  readonly dialect: Dialect;
  /** Before the event's name, on some of its records or all. */
  readonly prefix: string;
  readonly events: Readonly<Record<string, EventReader>>;
  /** Known events that have no place in a turn. */
  readonly withoutCounterpart: ReadonlySet<string>;
  readonly conversationId: (bag: AttributeBag) => string | undefined;
  readonly turnId: (bag: AttributeBag) => string | undefined;
  readonly context: (bag: AttributeBag, resource: ReadonlyMap<string, AttributeValue>) => ContextSource;
}

/** Reads one record by a dialect's definition. Never throws for what the record holds. */
export function readRecord(
  definition: DialectDefinition,
  record: ForeignLogRecord,
  resource: ForeignResource,
): ReadResult {
  const { dialect } = definition;
  const bag = createAttributeBag(record?.attributes);
  const name = eventName(definition, record, bag);
  const unknown = (reason: UnknownReason, missing?: readonly string[]): ReadResult => {
    const unread = everythingIn(record);
    return {
      kind: 'unknown',
      dialect,
      reason,
      name: name.slice(0, 120),
      ...(missing === undefined ? {} : { missing }),
      unread,
    };
  };

  if (name === '') return unknown('unnamed');
  const read = Object.hasOwn(definition.events, name) ? definition.events[name] : undefined;
  if (read === undefined) return unknown(definition.withoutCounterpart.has(name) ? 'no_counterpart' : 'unknown_event');
  const conversationId = definition.conversationId(bag);
  if (conversationId === undefined) return unknown('no_conversation');
  const time = recordTime(record, bag.text('event.timestamp'));
  if (time === undefined) return unknown('no_time');

  const resourceValues = readKeyValues(resource?.attributes);
  const source = definition.context(bag, resourceValues);
  const turnId = definition.turnId(bag);
  const sequence = bag.integer('event.sequence');
  const drafts = read(bag, { time, model: source.model, resource: resourceValues });
  const missing = drafts.flatMap(missingAttributes);
  if (missing.length > 0) return unknown('incomplete', missing);

  const context = foreignContext(source, conversationId, dialect, resourceValues);
  const events = drafts.map((draft): ForeignEvent => ({
    dialect,
    event: finished(draft, {
      timeUnixMicros: time.unixMicros,
      conversationId,
      ...(turnId === undefined ? {} : { turnId }),
    }),
    context,
    timestamp: time.timestamp,
    ...(sequence === undefined ? {} : { sequence }),
  }));
  return { kind: 'event', dialect, events, unread: bag.left() };
}

/** All attributes of a record, and its body where that is a text. */
export function everythingIn(record: ForeignLogRecord): Unread {
  const values = readKeyValues(record?.attributes);
  const body = textOf(record?.body?.stringValue);
  if (body !== '' && !values.has('body')) values.set('body', body);
  return Object.fromEntries(values);
}

/** The name without its prefix: an attribute, the record's own event name, or its body, as the agent has it. */
function eventName({ prefix }: DialectDefinition, record: ForeignLogRecord, bag: AttributeBag): string {
  const attribute = bag.text('event.name');
  // Rust's tracing writes `event src/file.rs:12` as the record's event name.
  const own = /^[\w.]+$/.test(textOf(record?.eventName)) ? textOf(record?.eventName) : undefined;
  const body = textOf(record?.body?.stringValue);
  const name = attribute ?? own ?? (body.startsWith(prefix) ? body : '');
  if (body !== '' && body !== name && body !== prefix + name) bag.leave('body', body);
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function missingAttributes({ name, attributes }: EventDraft): string[] {
  const definition: EventDefinition = EVENTS[name];
  return Object.entries(definition.attributes)
    .filter(([key, { presence }]) => presence === 'required' && attributes[key] === undefined)
    .map(([key]) => `${name}.${key}`);
}

function finished(
  { name, attributes }: EventDraft,
  rest: Omit<AgentEvent, 'name' | 'attributes' | 'items'>,
): AgentEvent {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
  // Types and values were checked against the registry when they were taken from the record, presence just now.
  return { name, ...rest, attributes: Object.fromEntries(present) } as unknown as AgentEvent;
}
