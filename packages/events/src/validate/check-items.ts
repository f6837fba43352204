import type { ItemListDefinition } from '../definition.ts';
import { describeGiven, shortName, type ProblemList } from './problem.ts';

/** Checks item lists: conversation items on raw events, references to them in the journal. */
export function checkItems(
  definitions: Readonly<Record<string, ItemListDefinition>>,
  lists: unknown,
  { event, journaled }: { readonly event: string; readonly journaled: boolean },
  errors: ProblemList,
  unknown: ProblemList,
): void {
  if (lists === undefined) return;
  if (typeof lists !== 'object' || lists === null || Array.isArray(lists)) {
    errors.add({
      kind: 'wrong_type',
      event,
      path: 'items',
      expected: 'an object of lists',
      given: describeGiven(lists),
    });
    return;
  }
  for (const [list, items] of Object.entries(lists)) {
    const path = `items.${shortName(list)}`;
    if (items === undefined) continue;
    if (!Object.hasOwn(definitions, list)) {
      unknown.add({
        kind: 'unknown_attribute',
        event,
        path,
        expected: 'no list of this name',
        given: describeGiven(items),
      });
    } else if (!Array.isArray(items)) {
      errors.add({ kind: 'wrong_type', event, path, expected: 'an array', given: describeGiven(items) });
    } else {
      checkEach(items, { event, path, journaled }, errors);
    }
  }
}

function checkEach(
  items: readonly unknown[],
  { event, path, journaled }: { readonly event: string; readonly path: string; readonly journaled: boolean },
  errors: ProblemList,
): void {
  const isGood = journaled ? isReference : isConversationItem;
  const expected = journaled ? '"sha256:" and 64 hex digits' : 'an object with a string "type"';
  for (const [index, item] of items.entries()) {
    if (isGood(item)) continue;
    errors.add({ kind: 'wrong_type', event, path: `${path}[${index}]`, expected, given: describeGiven(item) });
  }
}

function isReference(item: unknown): boolean {
  return typeof item === 'string' && /^sha256:[0-9a-f]{64}$/.test(item);
}

function isConversationItem(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'type' in item && typeof item.type === 'string';
}
