import { test, expect } from '@jest/globals';
import { validateEvent } from '@codex-langfuse/events/validate';
import type { EventEnvelope } from '@codex-langfuse/events';
import type { AssembledSpan, AssembledTurn } from '@codex-langfuse/langfuse';
import { assemble, createRandom, metadataOnly, observationOf, policy, shuffled } from './assemble-support.ts';
import { strangeTurn } from './strange-turns.ts';

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
const MAX_BYTES = 2048;

/** One strange turn under one policy, and how it assembles from any of its events. */
function strange(seed: number) {
  const random = createRandom(seed);
  const { events, content } = strangeTurn(random);
  const limits = random() < 0.2 ? metadataOnly : policy({ maxBytes: MAX_BYTES });
  const from = (known: readonly EventEnvelope[], writerGone: boolean): AssembledTurn =>
    assemble({ about: '', events: known, content, writerGone }, { policy: limits });
  return { random, events, from };
}

test('the events are such as a journal may hold', () => {
  const kinds = SEEDS.flatMap((seed) => strange(seed).events.map((event) => validateEvent(event).kind));
  expect(new Set(kinds)).toEqual(new Set(['valid']));
});

test.each(SEEDS)('strange turn %d: any order of arrival gives the same bytes', (seed) => {
  const { random, events, from } = strange(seed);
  const whole = JSON.stringify(from(events, true));
  for (let round = 0; round < 3; round += 1) {
    expect(JSON.stringify(from(shuffled([...events, ...events.slice(0, 3)], random), true))).toBe(whole);
  }
});

test.each(SEEDS)('strange turn %d: what went out stands, however the turn goes on or breaks off', (seed) => {
  const { events, from } = strange(seed);
  const sent = new Map<string, string>();
  for (const [index] of events.entries()) {
    const known = events.slice(0, index + 1);
    const [open, dead] = [from(known, false), from(known, true)];
    expect([...unsettled(open), ...unsettled(dead)]).toEqual([]);
    const now = new Map(sendable(open));
    const atDeath = new Map(sendable(dead));
    expect(differing(sent, now)).toEqual([]);
    expect(differing(now, atDeath)).toEqual([]);
    for (const [id, text] of now) sent.set(id, text);
  }
});

test.each(SEEDS)('strange turn %d: every event is accounted for in a tree of well-formed spans', (seed) => {
  const { random, events, from } = strange(seed);
  const some = events.slice(0, Math.ceil(random() * events.length));
  for (const [known, turn] of [
    [some, from(some, false)],
    [events, from(events, false)],
    [events, from(events, true)],
  ] as const) {
    expect(sourcesOf(turn)).toEqual(known.map(({ sequence }) => sequence));
    expect(faultsOfTurn(turn, known)).toEqual([]);
    expect(turn.spans.flatMap((span) => faultsOfSpan(span))).toEqual([]);
  }
});

/** All that is final, by id, as it is sent. */
function sendable({ spans, logRecords, metrics }: AssembledTurn): (readonly [string, string])[] {
  return [
    ...spans.filter(({ final }) => final).map((span) => [`${span.traceId}/${span.spanId}`, span] as const),
    ...logRecords.map((record) => [record.uid, record] as const),
    ...(metrics === undefined ? [] : [[metrics.id, metrics] as const]),
  ].map(([id, item]) => [id, JSON.stringify(item)] as const);
}

function differing(sent: ReadonlyMap<string, string>, later: ReadonlyMap<string, string>): unknown[] {
  return [...sent].filter(([id, text]) => later.get(id) !== text).map(([id, text]) => [text, later.get(id)]);
}

/** Keys of spans that may still change although the turn says that nothing does. */
function unsettled({ state, spans }: AssembledTurn): string[] {
  return state === 'open' ? [] : spans.filter(({ final }) => !final).map(({ key }) => key);
}

function sourcesOf({ spans }: AssembledTurn): number[] {
  return [...new Set(spans.flatMap(({ sources }) => sources))].toSorted((left, right) => left - right);
}

function faultsOfTurn({ spans, logRecords, metrics }: AssembledTurn, events: readonly EventEnvelope[]): string[] {
  const [root, ...others] = spans;
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const values = (metrics?.metrics ?? []).flatMap(({ points }) => points.flatMap((point) => point.values));
  return faults({
    'the first span is not the root': root?.key === 'root',
    'the root has a local parent': !byId.has(root?.parentSpanId ?? ''),
    'two spans have one id': byId.size === spans.length,
    'spans are of two traces': spans.every(({ traceId }) => traceId === root?.traceId),
    'a span has no parent': others.every(({ parentSpanId }) => byId.has(parentSpanId ?? '')),
    'a decision is not within its tool': others.every((span) => isWithin(span, byId.get(span.parentSpanId ?? ''))),
    'a log record is missing': logRecords.length === 0 || logRecords.length === events.length,
    'a log record has no span': logRecords.every(({ spanId }) => byId.has(spanId)),
    'a metric is no amount': values.every((value) => Number.isFinite(value) && value >= 0),
  });
}

/** Of children of the root nothing is asked: what is late lies outside, and so may what a wrong clock measured. */
function isWithin(span: AssembledSpan, parent: AssembledSpan | undefined): boolean {
  if (parent === undefined || parent.key === 'root') return true;
  return span.startUnixMicros >= parent.startUnixMicros && span.endUnixMicros <= parent.endUnixMicros;
}

const isContent = /\.(?:input|output|arguments|result|prompt|response|rationale)$/;
const isForGenerations = /^gen_ai\.(?:usage|request|response)\.|cost_details$/;

function faultsOfSpan(span: AssembledSpan): string[] {
  const { key, traceId, spanId, startUnixMicros, endUnixMicros, attributes } = span;
  const type = attributes['langfuse.observation.type'];
  const entries = Object.entries(attributes);
  const observation = observationOf(span);
  const { level, usageDetails, costDetails, completionStartTime, startTime, input, output } = observation;
  const amounts = [...Object.values(usageDetails), ...Object.values(costDetails)].map(Number);
  const found = faults({
    'ids are malformed': /^[0-9a-f]{32}-[0-9a-f]{16}$/.test(`${traceId}-${spanId}`),
    'times are none': [startUnixMicros, endUnixMicros].every((time) => Number.isSafeInteger(time) && time >= 0),
    'it ends before it starts': startUnixMicros <= endUnixMicros,
    'an attribute that nobody knows left': !JSON.stringify(span).includes('planted'),
    'content is longer than allowed': entries.every(
      ([name, value]) => !isContent.test(name) || Buffer.byteLength(String(value)) <= MAX_BYTES,
    ),
    'it has what generations have': type === 'generation' || !entries.some(([name]) => isForGenerations.test(name)),
    'it is in another session': observation.sessionId === attributes['session.id'],
    'an error has another level': (level === 'ERROR') === (span.status.code === 2),
    'usage or cost is no amount': amounts.every((amount) => amount >= 0),
    'its first token came before it': completionStartTime === null || completionStartTime >= startTime,
    'its content is not JSON': type !== 'generation' || [input, output].every(isJson),
  });
  return found.map((fault) => `${key}: ${fault}`);
}

function faults(promises: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(promises).flatMap(([fault, isKept]) => (isKept ? [] : [fault]));
}

function isJson(text: unknown): boolean {
  if (typeof text !== 'string') return text === null;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
