import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import type { Provenance } from '@codex-langfuse/langfuse';
import { toAttributes } from './attributes.ts';

/** Resource and scope as the SDK has them. */
export interface SdkProvenance {
  readonly resource: Resource;
  readonly instrumentationScope: { readonly name: string; readonly version: string };
}

/** Finds the SDK's objects for an item's resource and scope. */
export type ProvenanceLookup = (provenance: Provenance) => SdkProvenance;

/**
 * Gives one object per distinct resource and per distinct scope: the serializers group by identity, and without
 * sharing every span would carry its own copy of the resource. Equality is by content, whatever the order of keys.
 */
export function createProvenanceLookup(): ProvenanceLookup {
  const resources = new Map<string, Resource>();
  const scopes = new Map<string, SdkProvenance['instrumentationScope']>();
  /** Most items share the very objects; only others are compared by content. */
  const known = new Map<Provenance['resource'], Map<Provenance['scope'], SdkProvenance>>();
  return (provenance) => {
    const { resource, scope } = provenance;
    let byScope = known.get(resource);
    if (byScope === undefined) known.set(resource, (byScope = new Map()));
    let found = byScope.get(scope);
    if (found === undefined) {
      found = {
        resource: remember(resources, resourceKey(provenance), () => resourceFromAttributes(toAttributes(resource))),
        instrumentationScope: remember(scopes, scopeKey(provenance), () => ({ ...scope })),
      };
      byScope.set(scope, found);
    }
    return found;
  };
}

function resourceKey({ resource }: Provenance): string {
  return JSON.stringify(Object.entries(resource).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function scopeKey({ scope }: Provenance): string {
  return JSON.stringify([scope.name, scope.version]);
}

function remember<Value>(known: Map<string, Value>, key: string, create: () => Value): Value {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  known.set(key, created);
  return created;
}
