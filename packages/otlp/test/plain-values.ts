import type { PlainAttribute, PlainAttributes, PlainLogRecord, PlainOrigin, PlainSpan } from '../src/index.ts';
import { below, pick } from './random.ts';

type Random = () => number;

const TEXTS = [
  '',
  'a',
  'gpt-5-codex',
  'ü',
  '\u007f',
  '🚀 launched',
  'say "no"\\\n\t\u0000',
  'x'.repeat(48),
  'y'.repeat(49),
];
/** Around the lengths at which protobuf's length takes one byte more. */
const LONG_TEXTS = [100, 127, 128, 16_000, 16_383, 16_384, 40_000].map((length) => 'z'.repeat(length));
const NUMBERS = [0, -0, 1, 127, 128, -1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 62, -(2 ** 62), 0.25, 1e-300];
const NAMES = [
  'session.id',
  'gen_ai.request.model',
  'langfuse.environment',
  'number',
  'ünicode',
  'say "no"',
  '__proto__',
];
const ORIGINS: readonly PlainOrigin[] = [
  { resource: { 'service.name': 'codex', 'process.pid': 4321 }, scope: { name: 'codex-langfuse', version: '0.1.0' } },
  { resource: { 'service.name': 'codex', 'process.pid': 4321 }, scope: { name: 'codex-langfuse', version: '0.2.0' } },
  { resource: { 'service.name': 'other' }, scope: { name: 'codex-langfuse', version: '0.1.0' } },
  { resource: {}, scope: { name: '', version: '' } },
];
const TIMES = [0, 1, 999, 4_294_967, 4_294_968, 1_795_446_695_442_982, 2 ** 53 - 1];

export function randomSpan(random: Random): PlainSpan {
  return {
    ...pick(random, ORIGINS),
    traceId: hex(random, 32),
    spanId: hex(random, 16),
    ...(random() < 0.7 && { parentSpanId: hex(random, 16) }),
    name: pick(random, [...TEXTS, ...LONG_TEXTS]),
    kind: pick(random, ['internal', 'client']),
    startUnixMicros: pick(random, TIMES),
    endUnixMicros: pick(random, TIMES),
    attributes: randomAttributes(random),
    status: pick<PlainSpan['status']>(random, [{ code: 0 }, { code: 1 }, { code: 2, message: pick(random, TEXTS) }]),
  };
}

export function randomLogRecord(random: Random): PlainLogRecord {
  return {
    ...pick(random, ORIGINS),
    eventName: pick(random, ['codex.user_prompt', ...TEXTS]),
    timeUnixMicros: pick(random, TIMES),
    severityNumber: pick(random, [0, 9, 17]),
    severityText: pick(random, ['', 'INFO', 'ERROR']),
    traceId: hex(random, 32),
    spanId: hex(random, 16),
    attributes: randomAttributes(random),
  };
}

/** Few names and values, so that neighbours often say the same. */
function randomAttributes(random: Random): PlainAttributes {
  const names = NAMES.filter(() => random() < 0.6);
  return Object.fromEntries(names.map((name) => [name, randomValue(random)]));
}

function randomValue(random: Random): PlainAttribute {
  return pick<() => PlainAttribute>(random, [
    () => pick(random, TEXTS),
    () => pick(random, TEXTS.slice(0, 2)),
    () => pick(random, LONG_TEXTS),
    () => pick(random, NUMBERS),
    () => random() < 0.5,
    () => TAGS,
    () => Array.from({ length: below(random, 4) }, () => pick(random, TEXTS)),
  ])();
}

/** The same list for many, as a configuration's tags are. */
const TAGS = ['nightly', 'ü'];

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => pick(random, [...'0123456789abcdef'])).join('');
}
