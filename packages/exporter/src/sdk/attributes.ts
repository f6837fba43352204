import type { Attributes, AttributeValue as SdkAttributeValue } from '@opentelemetry/api';
import type { AssembledSpan } from '@codex-langfuse/langfuse';

type AssembledAttributes = AssembledSpan['attributes'];
type AssembledValue = AssembledAttributes[string];

/**
 * Attributes as the official serializers carry them without loss in both encodings. Three things would not survive
 * and are written as text instead: numbers that are not finite (OTLP/JSON's serializer turns them into `null`),
 * integers beyond 64 bits (JSON would call them integers, no receiver could read them), and lone surrogates, which
 * become U+FFFD as they do in UTF-8.
 */
export function toAttributes(attributes: AssembledAttributes): Attributes {
  if (isCarried(attributes)) return attributes as Attributes;
  const result: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) result[name.toWellFormed()] = toValue(value);
  return result;
}

/** Nearly always: then nothing need be copied. */
function isCarried(attributes: AssembledAttributes): boolean {
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || !name.isWellFormed() || !isCarriedValue(value)) return false;
  }
  return true;
}

function isCarriedValue(value: AssembledValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return isCarriedNumber(value);
  return typeof value === 'boolean' || value.every((text) => text.isWellFormed());
}

const INT64_LIMIT = 2 ** 63;

function toValue(value: AssembledValue): SdkAttributeValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return isCarriedNumber(value) ? value : String(value);
  if (typeof value === 'boolean') return value;
  return value.map((text) => text.toWellFormed());
}

function isCarriedNumber(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Math.abs(value) < INT64_LIMIT);
}
