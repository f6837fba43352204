import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { EVENTS, type EventName } from '@codex-langfuse/events';
import {
  createReadStatistics,
  foreignTurns,
  readForeignRecord,
  type ForeignEvent,
} from '@codex-langfuse/events/readers';
import { eventJsonSchema } from '@codex-langfuse/events/schema';
import { validateEvent } from '@codex-langfuse/events/validate';
import { below, createRandom, pick } from './random.ts';
import { capturedRecords } from './records.ts';
import { decision, journaledRequest } from './samples.ts';

const captured = [...capturedRecords('codex-0.169.0'), ...capturedRecords('claude-code-2.1.330')];

const hostileValues: readonly [unknown, ...unknown[]] = [
  null,
  undefined,
  '',
  ' ',
  '0',
  '-1',
  '1e400',
  'NaN',
  'true',
  '9'.repeat(400),
  'x'.repeat(20_000),
  '\ud800',
  '\u0000',
  '{"metadata":{"exit_code":1}}',
  '{"metadata":null}',
  '__proto__',
  0,
  -1,
  1.5,
  2 ** 60,
  Number.NaN,
  Infinity,
  true,
  [],
  [[]],
  {},
  { stringValue: 7 },
  { stringValue: 'x', intValue: '1' },
  { intValue: '18446744073709551615' },
  { intValue: {} },
  { doubleValue: 'Infinity' },
  { arrayValue: null },
  { arrayValue: { values: [{ stringValue: 'a' }, null] } },
  { kvlistValue: { values: [{ key: 'a', value: { bytesValue: 'AA==' } }] } },
];

/** A copy, for mutations change values in place. */
function hostileValue(random: () => number): unknown {
  return structuredClone(pick(random, hostileValues));
}

const names: readonly [string, ...string[]] = [
  'toString',
  ...Object.keys(EVENTS),
  'api_error',
  'assistant_response',
  'config',
];

/** A captured record with parts replaced, removed, renamed or repeated, or nothing but random parts. */
function randomRecord(random: () => number): { record: unknown; resource: unknown; scope: unknown } {
  if (random() < 0.1)
    return { record: randomValue(random, 4), resource: randomValue(random, 3), scope: randomValue(random, 2) };
  const { record, resource, scope } = structuredClone(captured[below(random, captured.length)] ?? {}) as Record<
    string,
    unknown
  >;
  const mutable = record as Record<string, unknown>;
  const attributes = mutable['attributes'] as { key: string; value: unknown }[];
  for (let round = below(random, 6); round > 0; round -= 1) mutateAttributes(random, attributes);
  if (random() < 0.2)
    mutable[pick(random, ['timeUnixNano', 'observedTimeUnixNano', 'body', 'eventName'])] = hostileValue(random);
  if (random() < 0.02) mutable['attributes'] = hostileValue(random);
  return {
    record,
    resource: random() < 0.1 ? randomValue(random, 3) : resource,
    scope: random() < 0.1 ? undefined : scope,
  };
}

function mutateAttributes(random: () => number, attributes: { key: string; value: unknown }[]): void {
  const index = below(random, attributes.length);
  const attribute = attributes[index];
  if (typeof attribute !== 'object' || attribute === null) return;
  const prefix = pick(random, ['codex.', 'claude_code.', 'gemini_cli.', '']);
  const mutations: readonly [() => void, ...(() => void)[]] = [
    () => attributes.splice(index, 1),
    () => attributes.push(structuredClone(attribute)),
    () => (attribute.key = pick(random, ['__proto__', 'constructor', 'duration_ms', 'event.name', ''])),
    () => (attribute.value = hostileValue(random)),
    () => (attribute.value = { stringValue: hostileValue(random) }),
    () => attributes.push({ key: 'event.name', value: { stringValue: prefix + pick(random, names) } }),
    () => attributes.splice(index, 1, hostileValue(random) as never),
  ];
  pick(random, mutations)();
}

function randomValue(random: () => number, depth: number): unknown {
  if (depth === 0 || random() < 0.4) return hostileValue(random);
  const entries = Array.from({ length: below(random, 5) }, () => randomValue(random, depth - 1));
  if (random() < 0.4) return entries;
  const keys: readonly [string, ...string[]] = [
    'attributes',
    'key',
    'value',
    'stringValue',
    'values',
    'body',
    'name',
    '__proto__',
  ];
  return Object.fromEntries(entries.map((entry) => [pick(random, keys), entry]));
}

test('50 000 random records: no crash, every event valid, every record counted', () => {
  const random = createRandom(20_261_123);
  const statistics = createReadStatistics();
  const events: ForeignEvent[] = [];
  const invalid: unknown[] = [];
  for (let round = 0; round < 50_000; round += 1) {
    const { record, resource, scope } = randomRecord(random);
    const result = readForeignRecord(record as never, resource as never, scope as never);
    statistics.count(result);
    if (result.kind === 'unknown') continue;
    events.push(...result.events);
    for (const { event, context } of result.events) {
      const envelope = { ...event, writer: 'w', sequence: 1, context };
      if (validateEvent(envelope, { unknown: 'reject' }).kind !== 'valid') invalid.push(envelope);
    }
  }
  const { records, read, unknown } = statistics.snapshot();
  const unknowns = Object.values(unknown).reduce((sum, count) => sum + count, 0);
  expect([records, read + unknowns, read > 5000, unknowns > 2000]).toEqual([50_000, 50_000, true, true]);
  expect(invalid).toEqual([]);

  const turns = foreignTurns(events, { nowUnixMicros: 1.9e15 });
  const envelopes = turns.flatMap((turn) => turn.events);
  expect(envelopes.length).toBeGreaterThan(1000);
  expect(envelopes.filter((envelope) => validateEvent(envelope, { unknown: 'reject' }).kind !== 'valid')).toEqual([]);
});

const ajv = new Ajv2020({ strict: false });
const schemas = new Map(Object.keys(EVENTS).map((name) => [name, ajv.compile(eventJsonSchema(name as EventName))]));

/** Replaces one value somewhere in an event. */
function mutateDeep(random: () => number, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return hostileValue(random);
  const entries = Object.entries(value);
  if (entries.length === 0 || random() < 0.05) return { ...value, colour: 'red' };
  const chosen = below(random, entries.length);
  const rest = random() < 0.2 ? entries.filter((_, index) => index !== chosen) : undefined;
  const changed = entries.map(
    ([key, entry], index) => [key, index === chosen ? mutateDeep(random, entry) : entry] as const,
  );
  return Array.isArray(value) ? changed.map(([, entry]) => entry) : Object.fromEntries(rest ?? changed);
}

test('50 000 random events: the validator judges as the JSON Schemas do, and quotes nothing', () => {
  const random = createRandom(42);
  const seeds = [
    decision,
    journaledRequest,
    { ...decision, items: undefined },
    ...captured.flatMap(({ record, resource, scope }) => {
      const result = readForeignRecord(record, resource, scope);
      return result.kind === 'event' ? result.events.map(({ event }) => event) : [];
    }),
  ];
  const verdicts = { valid: 0, invalid: 0, unknown: 0 };
  const disagreements: unknown[] = [];
  for (let round = 0; round < 50_000; round += 1) {
    const seed: unknown = seeds[below(random, seeds.length)];
    const times = below(random, 3);
    let value = seed;
    for (let time = 0; time < times; time += 1) value = mutateDeep(random, value);
    // What a file or a stream can hold: no undefined, no infinity.
    const given: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
    const result = validateEvent(given);
    verdicts[result.kind] += 1;
    const name = typeof given === 'object' && given !== null && 'name' in given ? given.name : undefined;
    const schema = typeof name === 'string' ? schemas.get(name) : undefined;
    const accepted = schema?.(given) ?? result.kind === 'unknown';
    if (accepted !== (result.kind !== 'invalid')) disagreements.push({ given, result, errors: schema?.errors });
    const said = [...result.unknown, ...(result.kind === 'invalid' ? result.errors : [])].map(
      (problem) => problem.given,
    );
    if (said.some((text) => text.includes('xxxxx'))) disagreements.push(said);
  }
  expect(disagreements.slice(0, 3)).toEqual([]);
  expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(50);
});
