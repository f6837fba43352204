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
  const result: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) result[name.toWellFormed()] = toValue(value);
  return result;
}

const INT64_LIMIT = 2 ** 63;

function toValue(value: AssembledValue): SdkAttributeValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return toNumber(value);
  if (typeof value === 'boolean') return value;
  return value.map((text) => text.toWellFormed());
}

function toNumber(value: number): number | string {
  const isCarried = Number.isFinite(value) && (!Number.isInteger(value) || Math.abs(value) < INT64_LIMIT);
  return isCarried ? value : String(value);
}
