import { describeGiven, type ProblemList } from './problem.ts';

/** One expectation of a field outside the registry. */
export interface Expectation {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  readonly optional?: boolean;
}

/** Checks the fields that are the same for every event. */
export function checkFields(
  fields: Readonly<Record<string, Expectation>>,
  value: Readonly<Record<string, unknown>>,
  { event, path }: { readonly event: string; readonly path: string },
  errors: ProblemList,
): void {
  for (const [field, { expected, holds, optional = false }] of Object.entries(fields)) {
    const given = Object.hasOwn(value, field) ? value[field] : undefined;
    if (given === undefined ? optional : holds(given)) continue;
    const kind = given === undefined ? 'missing' : 'wrong_type';
    errors.add({ kind, event, path: path + field, expected, given: describeGiven(given) });
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const text: Expectation = { expected: 'a string', holds: (value) => typeof value === 'string' };

export const name: Expectation = {
  expected: 'a string that is not empty',
  holds: (value) => typeof value === 'string' && value !== '',
};

export const texts: Expectation = { expected: 'strings', holds: (value) => isTexts(value) };

export const record: Expectation = { expected: 'an object', holds: isRecord };

export const textRecord: Expectation = {
  expected: 'an object of strings',
  holds: (value) => isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string'),
};

export const attributeRecord: Expectation = {
  expected: 'an object of strings, finite numbers, booleans and lists of strings',
  holds: (value) => isRecord(value) && Object.values(value).every((entry) => isAttributeValue(entry)),
};

export function integerFrom(least: number): Expectation {
  return {
    expected: `an integer from ${least}`,
    holds: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= least,
  };
}

export function hexadecimal(digits: number): Expectation {
  const pattern = new RegExp(`^[0-9a-f]{${digits}}$`);
  return {
    expected: `${digits} lower-case hex digits`,
    holds: (value) => typeof value === 'string' && pattern.test(value),
  };
}

export function optional(expectation: Expectation): Expectation {
  return { ...expectation, optional: true };
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isAttributeValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) || isTexts(value);
}
