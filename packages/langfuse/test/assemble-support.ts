import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { ContentReference, EventContext, EventEnvelope, EventName } from '@codex-langfuse/events';
import {
  assembleTurn,
  mapSpan,
  toWireSpan,
  type AssembledSpan,
  type AssembledTurn,
  type AssembleInput,
  type ContentPolicy,
  type Observation,
} from '@codex-langfuse/langfuse';

/** A turn as it would stand in a journal. */
export interface RecordedTurn {
  readonly about: string;
  readonly events: readonly EventEnvelope[];
  readonly content: (reference: ContentReference) => string | undefined;
  readonly writerGone: boolean;
}

/** What is the same for all events of a fixture stands once; items are named and become references to their text. */
interface TurnFixture {
  readonly about: string;
  readonly writer: string;
  readonly conversationId: string;
  readonly turnId: string;
  readonly context: EventContext;
  readonly writerGone?: boolean;
  readonly events: readonly {
    readonly turnId?: null;
    readonly items?: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly content: Readonly<Record<string, unknown>>;
}

const folder = new URL('fixtures/turns/', import.meta.url);

export const turnNames = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

export function readTurn(name: string): RecordedTurn {
  const fixture = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as TurnFixture;
  const references = new Map(
    Object.entries(fixture.content).map(([item, value]) => [item, reference(JSON.stringify(value))]),
  );
  const texts = new Map(
    Object.values(fixture.content).map((value) => [reference(JSON.stringify(value)), JSON.stringify(value)]),
  );
  const { writer, conversationId, context } = fixture;
  return {
    about: fixture.about,
    events: fixture.events.map(({ turnId, items, ...event }) => ({
      writer,
      conversationId,
      context,
      ...event,
      ...(turnId === null ? {} : { turnId: fixture.turnId }),
      ...(items === undefined
        ? {}
        : {
            items: Object.fromEntries(
              Object.entries(items).map(([list, names]) => [
                list,
                names.map((item) => references.get(item) ?? reference(item)),
              ]),
            ),
          }),
    })) as unknown as EventEnvelope[],
    content: (wanted) => texts.get(wanted),
    writerGone: fixture.writerGone ?? false,
  };
}

export function policy(overrides: Partial<ContentPolicy> = {}): ContentPolicy {
  const level = 'redacted';
  return {
    prompts: level,
    responses: level,
    tool_arguments: level,
    tool_output: level,
    system: level,
    maxBytes: 16384,
    ...overrides,
  };
}

export const metadataOnly = policy({
  prompts: 'metadata',
  responses: 'metadata',
  tool_arguments: 'metadata',
  tool_output: 'metadata',
  system: 'metadata',
});

export function assemble(turn: RecordedTurn, overrides: Partial<AssembleInput> = {}): AssembledTurn {
  return assembleTurn({ ...turn, policy: policy(), ...overrides });
}

/** The event with other attributes, and moved in time, if it is of that name. */
export function withAttributes(
  event: EventEnvelope,
  name: EventName,
  attributes: Readonly<Record<string, unknown>>,
  micros = 0,
): EventEnvelope {
  if (event.name !== name) return event;
  const timeUnixMicros = event.timeUnixMicros + micros;
  return { ...event, timeUnixMicros, attributes: { ...event.attributes, ...attributes } } as EventEnvelope;
}

/** The spans of a turn by their key. */
export function spansByKey({ spans }: AssembledTurn): ReadonlyMap<string, AssembledSpan> {
  return new Map(spans.map((span) => [span.key, span]));
}

export function spanOf(turn: AssembledTurn, key: string): AssembledSpan {
  const span = spansByKey(turn).get(key);
  if (span === undefined) throw new Error(`no span ${key}; there are ${turn.spans.map((each) => each.key).join(', ')}`);
  return span;
}

/** What Langfuse makes of a span after its way over the wire. */
export function observationOf(span: AssembledSpan): Observation {
  const { span: wire, resource, scope } = toWireSpan(span);
  return mapSpan(wire, resource, scope);
}

export function reference(text: string): ContentReference {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Reproducible numbers in [0, 1): mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .toSorted((left, right) => left.rank - right.rank)
    .map(({ value }) => value);
}
