/** What a tree is built from: any shape of observation will do. */
export interface TreeItem {
  readonly id: string;
  readonly parentObservationId: string | null;
  /** ISO 8601 with the same precision throughout, so that text order is time order. */
  readonly startTime: string;
}

export interface TreeNode<Item extends TreeItem> {
  readonly item: Item;
  /** By start time; items that start together keep the order they were given in. */
  readonly children: readonly TreeNode<Item>[];
}

/**
 * Nests observations under their parents. Nothing is lost: an observation whose parent is unknown, or that stands in a
 * circle of parents, becomes a root.
 */
export function buildObservationTree<Item extends TreeItem>(items: readonly Item[]): readonly TreeNode<Item>[] {
  const ordered = items
    .map((item, index) => ({ item, index }))
    .toSorted((left, right) => compareText(left.item.startTime, right.item.startTime) || left.index - right.index)
    .map(({ item }) => item);
  const known = new Set(ordered.map((item) => item.id));
  const childrenOf = Map.groupBy(ordered, (item) =>
    item.parentObservationId !== null && known.has(item.parentObservationId) ? item.parentObservationId : null,
  );

  const placed = new Set<string>();
  const nodeOf = (item: Item): TreeNode<Item> => {
    placed.add(item.id);
    const children = (childrenOf.get(item.id) ?? []).filter((child) => !placed.has(child.id));
    return { item, children: children.map(nodeOf) };
  };
  const roots = (childrenOf.get(null) ?? []).map(nodeOf);
  for (const item of ordered) if (!placed.has(item.id)) roots.push(nodeOf(item));
  return roots;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
