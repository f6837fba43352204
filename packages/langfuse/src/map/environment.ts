import { traceAttributes } from '../vocabulary/reading.ts';
import { firstText, type Attributes } from './attributes.ts';

/** For each name in turn the span's attribute, then the resource's; "default" where there is none. */
export function environment(span: Attributes, resource: Attributes): string {
  for (const name of traceAttributes.environment) {
    const value = firstText(span, [name]) ?? firstText(resource, [name]);
    if (value !== null) return normalizeEnvironment(value);
  }
  return fallback;
}

/** Lower case, without the reserved prefix `langfuse`, at most 40 of `a-z 0-9 - _`; anything else is "default". */
export function normalizeEnvironment(value: string): string {
  const cut = value
    .toLowerCase()
    .replace(/^(?:langfuse[-_]?)+/, '')
    .slice(0, 40);
  return /^[a-z0-9_-]+$/.test(cut) ? cut : fallback;
}

const fallback = 'default';
