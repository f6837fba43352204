import type { AttributeValue, Attributes } from '../attributes.ts';

/** Slots of all rebuilt lists of one value together. Without a bound, one attribute could claim a list of any length. */
const maximalSlots = 10_001;

/** Names with more steps are nobody's message. */
const maximalSteps = 64;

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
    if (!name.startsWith(`${prefix}.`)) continue;
    const steps = name.slice(prefix.length + 1).split('.', maximalSteps + 1);
    if (steps.length <= maximalSteps) plant(root, steps, value);
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

/** Items beyond the budget are left out. */
function grow(branch: Branch, budget: { slots: number }): unknown {
  if (branch.children.size === 0) return branch.value;
  const children = [...branch.children];
  if (!children.every(([step]) => /^\d+$/.test(step))) {
    return Object.fromEntries(children.map(([step, child]) => [step, grow(child, budget)]));
  }
  const items = children
    .map(([step, child]) => ({ index: Number(step), child }))
    .filter(({ index }) => index < budget.slots);
  const length = items.reduce((longest, { index }) => Math.max(longest, index + 1), 0);
  budget.slots -= length;
  const list: unknown[] = Array.from({ length }, () => null);
  for (const { index, child } of items) list[index] = grow(child, budget);
  return list;
}
