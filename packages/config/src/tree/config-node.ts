import type { Origin } from '../origin.ts';

/** What a TOML value can be, without tables and lists. An integer beyond 2^53 is a `bigint`. */
export type Scalar = string | number | bigint | boolean | Date;

export interface ValueNode {
  readonly kind: 'value';
  readonly value: Scalar;
  readonly origin: Origin;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  readonly origin: Origin;
}

/** A table; a `Map`, so that no key can reach a prototype. */
export interface TableNode {
  readonly kind: 'table';
  readonly entries: ReadonlyMap<string, ConfigNode>;
  readonly origin: Origin;
}

/** One value of a configuration with the place it was written. */
export type ConfigNode = ValueNode | ListNode | TableNode;

/** A table without entries. */
export function emptyTable(origin: Origin): TableNode {
  return { kind: 'table', entries: new Map(), origin };
}

/** Follows a path of keys; undefined when something is missing or no table. */
export function nodeAt(root: ConfigNode, path: readonly string[]): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const name of path) {
    node = node?.kind === 'table' ? node.entries.get(name) : undefined;
  }
  return node;
}

/** A dotted key as a person would write it: parts that are no bare keys are quoted. */
export function dottedKey(path: readonly string[]): string {
  let key = '';
  for (const name of path) key += `${key === '' ? '' : '.'}${isBareKey(name) ? name : JSON.stringify(name)}`;
  return key;
}

/** True for `A-Z a-z 0-9 _ -` only. A loop, for it is asked often: the engine would compile a regular expression twice. */
function isBareKey(name: string): boolean {
  for (let index = 0; index < name.length; index += 1) if (!isBareKeyCode(name.charCodeAt(index))) return false;
  return name !== '';
}

/** Whether a character may stand in a bare key (TOML 1.0, "Keys"). */
export function isBareKeyCode(code: number): boolean {
  return (
    (code > 96 && code < 123) || (code > 64 && code < 91) || (code > 47 && code < 58) || code === 45 || code === 95
  );
}
