import type { AttributeDefinition, AttributeType } from '../definition.ts';
import { describeGiven, shortName, type ProblemList } from './problem.ts';

export interface AttributePlace {
  readonly event: string;
  /** `attributes` or `context.common`. */
  readonly path: string;
}

/** Checks values against their definitions. Attributes without a definition go to `unknown`. */
export function checkAttributes(
  definitions: Readonly<Record<string, AttributeDefinition>>,
  values: Readonly<Record<string, unknown>>,
  place: AttributePlace,
  errors: ProblemList,
  unknown: ProblemList,
): void {
  for (const [attribute, definition] of Object.entries(definitions)) {
    const value = Object.hasOwn(values, attribute) ? values[attribute] : undefined;
    const kind = problemOf(definition, value);
    if (kind === undefined) continue;
    const expected = describeExpected(definition);
    errors.add({ kind, ...placeOf(place, attribute), expected, given: describeGiven(value) });
  }
  for (const [attribute, value] of Object.entries(values)) {
    if (Object.hasOwn(definitions, attribute) || value === undefined) continue;
    const expected = 'no attribute of this name';
    unknown.add({ kind: 'unknown_attribute', ...placeOf(place, attribute), expected, given: describeGiven(value) });
  }
}

/** Whether a value is of an attribute's type: integers are safe ones, numbers finite. */
export function hasType(value: unknown, type: AttributeType): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'string[]':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  }
}

function problemOf(
  { presence, type, values }: AttributeDefinition,
  value: unknown,
): 'missing' | 'wrong_type' | 'not_allowed' | undefined {
  if (value === undefined) return presence === 'required' ? 'missing' : undefined;
  if (!hasType(value, type)) return 'wrong_type';
  return values === undefined || values.some((allowed) => allowed === value) ? undefined : 'not_allowed';
}

function describeExpected({ type, values, unit }: AttributeDefinition): string {
  if (values !== undefined) return `one of ${values.map((value) => `"${value}"`).join(', ')}`;
  const noun = {
    string: 'a string',
    boolean: 'a boolean',
    integer: 'an integer',
    number: 'a number',
    'string[]': 'strings',
  };
  return unit === undefined ? noun[type] : `${noun[type]} in ${unit}`;
}

function placeOf(
  { event, path }: AttributePlace,
  attribute: string,
): { event: string; path: string; attribute: string } {
  const name = shortName(attribute);
  return { event, path: `${path}.${name}`, attribute: name };
}
