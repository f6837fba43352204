import { usageAttributes } from '../vocabulary/reading.ts';
import type { Attributes, AttributeValue } from './attributes.ts';
import { fromEntries, isObject, member, parseJson, type JsonObject } from './json.ts';

/** Units per usage type. */
export type UsageDetails = Readonly<Record<string, number>>;

/**
 * Usage of a span. What the sender states as a whole wins; else it is gathered from single
 * attributes, where input includes cached tokens and output includes reasoning tokens, and both are taken apart so
 * that each token stands in one place. Only whole numbers from zero up count. `total` is the sum unless it is given.
 */
export function usageDetails(attributes: Attributes): UsageDetails {
  const stated = parseJson(attributes.get(usageAttributes.given));
  if (stated !== undefined) return isObject(stated) ? withTotal(splitProviderUsage(stated) ?? stated) : {};
  return withTotal(gatheredUsage(usageCounts(attributes)));
}

/** The usage attributes without their prefix. */
function usageCounts(attributes: Attributes): ReadonlyMap<string, AttributeValue> {
  const counts = new Map<string, AttributeValue>();
  for (const [name, value] of attributes) {
    const prefix = usageAttributes.prefixes.find((candidate) => name.startsWith(candidate));
    if (prefix !== undefined && !usageAttributes.totalCost.some((cost) => cost === name)) {
      counts.set(name.slice(prefix.length), value);
    }
  }
  return counts;
}

const aliases = {
  input: ['prompt_tokens', 'input_tokens', 'prompt', 'input'],
  output: ['completion_tokens', 'output_tokens', 'completion', 'output'],
  total: ['total_tokens', 'total'],
  input_cached_tokens: [
    'cache_read.input_tokens',
    'cache_read_input_tokens',
    'cache_read_tokens',
    'details.cache_read_tokens',
    'details.cache_read_input_tokens',
    'prompt_details.cache_read',
    'input_cached_tokens',
  ],
  input_cache_creation: [
    'cache_creation.input_tokens',
    'cache_creation_input_tokens',
    'cache_write_tokens',
    'details.cache_creation_tokens',
    'details.cache_creation_input_tokens',
    'details.cache_write_tokens',
    'prompt_details.cache_write',
    'input_cache_creation',
  ],
  output_reasoning_tokens: ['reasoning.output_tokens', 'completion_details.reasoning'],
  output_audio_tokens: ['completion_details.audio'],
} as const;

/** Names that are nobody's alias are kept as they are and subtracted from nothing. */
const knownNames: ReadonlySet<string> = new Set(Object.values(aliases).flat());

function gatheredUsage(counts: ReadonlyMap<string, AttributeValue>): JsonObject {
  const read = (names: readonly string[]): number | undefined => {
    for (const name of names) {
      const count = wholeNumber(counts.get(name));
      if (count !== undefined) return count;
    }
    return undefined;
  };
  const cached = read(aliases.input_cached_tokens);
  const written = read(aliases.input_cache_creation);
  const reasoning = read(aliases.output_reasoning_tokens);
  const audio = read(aliases.output_audio_tokens);
  return {
    ...fromEntries([...counts].filter(([name]) => !knownNames.has(name))),
    input: without(read(aliases.input), cached, written),
    output: without(read(aliases.output), reasoning, audio),
    total: read(aliases.total),
    input_cached_tokens: cached,
    input_cache_creation: written,
    output_reasoning_tokens: reasoning,
    output_audio_tokens: audio,
  };
}

function without(count: number | undefined, ...parts: readonly (number | undefined)[]): number | undefined {
  if (count === undefined) return undefined;
  return Math.max(0, count - parts.reduce<number>((sum, part) => sum + (part ?? 0), 0));
}

/** OpenAI's `usage` objects, of Chat Completions and of Responses, if nothing else is in them; else undefined. */
function splitProviderUsage(stated: JsonObject): JsonObject | undefined {
  for (const [input, output] of [
    ['prompt_tokens', 'completion_tokens'],
    ['input_tokens', 'output_tokens'],
  ] as const) {
    const allowed = new Set([input, output, 'total_tokens', `${input}_details`, `${output}_details`]);
    const counts = [input, output, 'total_tokens'].map((name) => wholeNumber(member(stated, name)));
    if (counts.includes(undefined) || !Object.keys(stated).every((name) => allowed.has(name))) continue;
    const inputDetails = detailCounts(stated, `${input}_details`);
    const outputDetails = detailCounts(stated, `${output}_details`);
    return {
      input: without(counts[0], ...Object.values(inputDetails)),
      output: without(counts[1], ...Object.values(outputDetails)),
      total: counts[2],
      ...prefixed('input_', inputDetails),
      ...prefixed('output_', outputDetails),
    };
  }
  return undefined;
}

function detailCounts(stated: JsonObject, name: string): Record<string, number> {
  const details = member(stated, name);
  return isObject(details) ? wholeNumbers(details) : {};
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return fromEntries(Object.entries(counts).map(([name, count]) => [prefix + name, count]));
}

function withTotal(counts: JsonObject): UsageDetails {
  const whole = wholeNumbers(counts);
  if (Object.keys(whole).length === 0 || Object.hasOwn(whole, 'total')) return whole;
  return { ...whole, total: Object.values(whole).reduce((sum, count) => sum + count, 0) };
}

function wholeNumbers(counts: JsonObject): Record<string, number> {
  return fromEntries(
    Object.entries(counts).flatMap(([name, value]) => {
      const count = wholeNumber(value);
      return count === undefined ? [] : [[name, count] as const];
    }),
  );
}

function wholeNumber(value: unknown): number | undefined {
  const count = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
