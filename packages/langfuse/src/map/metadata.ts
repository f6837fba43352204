import type { WireScope } from '@codex-langfuse/otlp';
import {
  consumedAttributes,
  indexedMessages,
  langfuseInputOutput,
  logfireEvents,
  metadataAttributes,
  plainPairs,
  genkitPair,
  semconvMessages,
} from '../vocabulary/reading.ts';
import { asText, readAttributes, type AttributeValue, type Attributes } from './attributes.ts';
import { fromEntries, isObject, parseJson, type JsonObject } from './json.ts';

/** The parts of an observation's metadata before they are flattened. */
export interface Metadata {
  /** What the sender gave as metadata, of the observation and of the trace; the trace's wins. */
  readonly own: JsonObject;
  /** The span's attributes that nothing else has taken. Many are there twice: as a field and here. */
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly resourceAttributes: Attributes;
  readonly scope: WireScope;
}

export function collectMetadata(attributes: Attributes, resource: Attributes, scope: WireScope): Metadata {
  const { observationBlob, observationPrefixes, traceBlob, tracePrefixes } = metadataAttributes;
  return {
    own: {
      ...firstBlob(attributes, observationBlob),
      ...withPrefixes(attributes, observationPrefixes),
      ...firstBlob(attributes, traceBlob),
      ...withPrefixes(attributes, tracePrefixes),
    },
    // The Langfuse SDKs already send everything as fields.
    attributes: scope.name.startsWith('langfuse-sdk')
      ? new Map()
      : new Map([...attributes].filter(([name]) => !isConsumed(name))),
    resourceAttributes: resource,
    scope,
  };
}

/**
 * Dotted names and text, in one space: a key of the sender's own that is called `attributes` or `scope` replaces the
 * whole of that part, as in Langfuse.
 */
export function flattenMetadata({
  own,
  attributes,
  resourceAttributes,
  scope,
}: Metadata): Readonly<Record<string, string>> {
  const scopeAttributes = fromEntries(readAttributes(scope.attributes));
  const parts: JsonObject = {
    attributes: fromEntries([...attributes].map(([name, value]) => [name, asText(value)])),
    resourceAttributes: fromEntries([...resourceAttributes].map(([name, value]) => [name, asText(value)])),
    scope: {
      name: scope.name,
      ...(scope.version ? { version: scope.version } : {}),
      ...(scope.attributes.length > 0 ? { attributes: scopeAttributes } : {}),
    },
    ...own,
  };
  return fromEntries(leaves(parts, ''));
}

function* leaves(object: JsonObject, prefix: string): Generator<[string, string]> {
  for (const [key, value] of Object.entries(object)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isObject(value)) yield* leaves(value, path);
    else if (value !== undefined && value !== null) yield [path, asText(value)];
  }
}

function firstBlob(attributes: Attributes, names: readonly string[]): JsonObject {
  for (const name of names) {
    const blob = parseJson(attributes.get(name));
    if (isObject(blob)) return blob;
  }
  return {};
}

function withPrefixes(attributes: Attributes, prefixes: readonly string[]): JsonObject {
  const found: [string, AttributeValue][] = [];
  for (const prefix of prefixes.toReversed()) {
    for (const [name, value] of attributes) {
      if (name.startsWith(prefix) && name.length > prefix.length) found.push([name.slice(prefix.length), value]);
    }
  }
  return fromEntries(found);
}

function isConsumed(name: string): boolean {
  return (
    consumedNames.has(name) ||
    consumedAttributes.pattern.test(name) ||
    consumedPrefixes.some((prefix) => name.startsWith(prefix))
  );
}

const consumedNames: ReadonlySet<string> = new Set([
  ...consumedAttributes.exact,
  ...Object.values(langfuseInputOutput),
  ...Object.values(semconvMessages),
  ...Object.values(indexedMessages).flatMap(({ input, output }) => [input, output]),
  ...[genkitPair, ...Object.values(plainPairs)].flatMap(({ input, output }) => [...input, ...output]),
  logfireEvents,
]);

const consumedPrefixes: readonly string[] = [
  ...metadataAttributes.observationPrefixes,
  ...metadataAttributes.tracePrefixes,
];
