import type { AttributeValue } from '@codex-langfuse/events';

/** Attributes of which some may have no value. */
export type SparseAttributes = Readonly<Record<string, AttributeValue | undefined>>;

/** A copy of those that have a value; any name is taken as it is. */
export function present(attributes: SparseAttributes): Readonly<Record<string, AttributeValue>> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined),
  );
}

/** The same, into an object that has others, for names that are ours: copies were half of the assembler's time. */
export function addPresent(target: Record<string, AttributeValue>, attributes: SparseAttributes | undefined): void {
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) target[name] = value;
  }
}

/** The same with a prefix before each name. */
export function addPrefixed(
  target: Record<string, AttributeValue>,
  attributes: SparseAttributes | undefined,
  prefix: string,
): void {
  let names = prefixed.get(prefix);
  if (names === undefined) prefixed.set(prefix, (names = new Map()));
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    let full = names.get(name);
    if (full === undefined) names.set(name, (full = prefix + name));
    target[full] = value;
  }
}

/** Names with their prefix: the same few for every span, and joining text anew is dear. */
const prefixed = new Map<string, Map<string, string>>();
