import { traceAttributes } from '../vocabulary/reading.ts';
import { asText, firstText, firstValue, type Attributes } from './attributes.ts';
import { environment } from './environment.ts';
import { parseJson } from './json.ts';
import type { Observation } from './observation.ts';

export type TraceFields = Pick<
  Observation,
  'traceName' | 'userId' | 'sessionId' | 'tags' | 'public' | 'environment' | 'release' | 'version' | 'isAppRoot'
>;

/** What a span says about its trace. Of the resource only release, version and environment count. */
export function traceFields(span: Attributes, resource: Attributes): TraceFields {
  return {
    traceName: firstText(span, traceAttributes.name),
    userId: firstText(span, traceAttributes.userId),
    sessionId: firstText(span, traceAttributes.sessionId),
    tags: readTags(firstValue(span, traceAttributes.tags)),
    public: isTrue(firstValue(span, traceAttributes.public)),
    environment: environment(span, resource),
    release: firstText(span, [traceAttributes.release]) ?? firstText(resource, [traceAttributes.release]),
    version: firstText(span, [traceAttributes.version]) ?? firstText(resource, [traceAttributes.serviceVersion]),
    isAppRoot: isTrue(span.get(traceAttributes.isAppRoot)),
  };
}

/** A list, a JSON list as text, or text with commas. */
function readTags(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const list = typeof value === 'string' && value.trimStart().startsWith('[') ? parseJson(value) : value;
  if (Array.isArray(list)) return list.map(asText);
  return asText(value)
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
