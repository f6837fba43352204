import type { AttributeValue, Attributes } from '../attributes.ts';

/** Slots of all rebuilt lists of one value together. Without a bound, one attribute could claim a list of any length. */
const maximalSlots = 10_001;

interface Branch {
  readonly children: Map<string, Branch>;
  value?: AttributeValue;
}

/**
 * Rebuilds what was written attribute by attribute, `<prefix>.0.content`, `<prefix>.0.tool_calls.1.name`, into nested
 * lists and objects. An attribute that is the prefix itself is returned as it is. Undefined where there is neither.
 */
export function indexedAttributes(attributes: Attributes, prefix: string): unknown {
  const whole = attributes.get(prefix);
  if (whole !== undefined && whole !== '') return whole;

  const root: Branch = { children: new Map() };
  for (const [name, value] of attributes) {
    if (name.startsWith(`${prefix}.`)) plant(root, name.slice(prefix.length + 1).split('.'), value);
  }
  return root.children.size === 0 ? undefined : grow(root, { slots: maximalSlots });
}

function plant(root: Branch, path: readonly string[], value: AttributeValue): void {
  let branch = root;
  for (const step of path) {
    let child = branch.children.get(step);
    if (child === undefined) {
      child = { children: new Map() };
      branch.children.set(step, child);
    }
    branch = child;
  }
  branch.value = value;
}

function grow(branch: Branch, budget: { slots: number }): unknown {
  if (branch.children.size === 0) return branch.value;
  const steps = [...branch.children.keys()];
  if (!steps.every((step) => /^\d{1,5}$/.test(step))) {
    return Object.fromEntries(steps.map((step) => [step, grow(branch.children.get(step)!, budget)]));
  }
  const length = Math.max(...steps.map(Number)) + 1;
  if (length > budget.slots) return undefined;
  budget.slots -= length;
  const list: unknown[] = Array.from({ length }, () => null);
  for (const step of steps) list[Number(step)] = grow(branch.children.get(step)!, budget);
  return list;
}
