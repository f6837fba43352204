import type { PlainOrigin } from './plain.ts';

/** What has one resource, by its scopes. */
export interface ResourceGroup<Item> {
  readonly resource: PlainOrigin['resource'];
  readonly scopes: readonly { readonly scope: PlainOrigin['scope']; readonly items: readonly Item[] }[];
}

/**
 * Groups by resource, then by scope, in order of appearance. Equality is by content, whatever the order of keys: items
 * from several processes have resources of their own that say the same.
 */
export function groupByOrigin<Item extends PlainOrigin>(items: readonly Item[]): readonly ResourceGroup<Item>[] {
  const groups = new Map<string, { resource: Item['resource']; scopes: Map<string, ScopeGroup<Item>> }>();
  let last: { readonly origin: PlainOrigin; readonly group: ScopeGroup<Item> } | undefined;
  for (const item of items) {
    // Nearly always the neighbour's very objects.
    if (last !== undefined && last.origin.resource === item.resource && last.origin.scope === item.scope) {
      last.group.items.push(item);
      continue;
    }
    const { resource, scope } = item;
    const { scopes } = getOrAdd(groups, resourceKey(item), () => ({ resource, scopes: new Map() }));
    const group = getOrAdd(scopes, JSON.stringify([scope.name, scope.version]), () => ({ scope, items: [] }));
    group.items.push(item);
    last = { origin: item, group };
  }
  return [...groups.values()].map(({ resource, scopes }) => ({ resource, scopes: [...scopes.values()] }));
}

interface ScopeGroup<Item> {
  readonly scope: PlainOrigin['scope'];
  readonly items: Item[];
}

function resourceKey({ resource }: PlainOrigin): string {
  return JSON.stringify(Object.entries(resource).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
