import type { AttributeDefinition } from '../definition.ts';
import type { AttributeValue } from '../event-types.ts';

/**
 * A value as an attribute's type, from whatever type the sender chose: the real Codex sends most numbers and some
 * booleans as text. `undefined` where it cannot be that, or is an empty text.
 */
export function coerce(
  value: AttributeValue | undefined,
  { type, values }: Pick<AttributeDefinition, 'type' | 'values'>,
): AttributeValue | undefined {
  if (value === undefined || value === '') return undefined;
  switch (type) {
    case 'string':
      return values === undefined ? asText(value) : oneOf(value, values);
    case 'integer': {
      const number = asNumber(value);
      return Number.isSafeInteger(number) ? number : undefined;
    }
    case 'number':
      return asNumber(value);
    case 'boolean':
      return asFlag(value);
    case 'string[]':
      return Array.isArray(value) ? value : undefined;
  }
}

function asText(value: AttributeValue): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

function asNumber(value: AttributeValue): number | undefined {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function asFlag(value: AttributeValue): boolean | undefined {
  if (value === 'true' || value === true) return true;
  return value === 'false' || value === false ? false : undefined;
}

/** Versions differ in case and in what stands between words: `approvedforsession`, `Config`, `ChatGPT`, `api_key`. */
function oneOf(value: AttributeValue, values: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (values.includes(value)) return value;
  const letters = lettersOf(value);
  return values.find((allowed) => lettersOf(allowed) === letters);
}

function lettersOf(word: string): string {
  return word
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
}
