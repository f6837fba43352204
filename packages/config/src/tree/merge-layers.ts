import type { ConfigNode, TableNode } from './config-node.ts';

/**
 * Lays a higher layer over a lower one. Tables merge key by key, everything else is replaced; what `isAtomic` names
 * is replaced as a whole, so that its parts always come from one layer.
 */
export function mergeLayers(
  low: TableNode,
  high: TableNode,
  isAtomic: (path: readonly string[]) => boolean,
  path: readonly string[] = [],
): TableNode {
  if (high.entries.size === 0) return low;
  const entries = new Map<string, ConfigNode>(low.entries);
  for (const [name, upper] of high.entries) {
    const lower = entries.get(name);
    const own = [...path, name];
    const both = lower?.kind === 'table' && upper.kind === 'table' && !isAtomic(own);
    entries.set(name, both ? mergeLayers(lower, upper, isAtomic, own) : upper);
  }
  return { kind: 'table', entries, origin: high.origin };
}
