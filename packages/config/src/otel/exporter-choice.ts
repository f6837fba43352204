import { nearestName } from '../nearest-name.ts';
import type { Origin } from '../origin.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { dottedKey } from '../tree/config-node.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';

export const EXPORTER_KINDS: readonly string[] = ['otlp-http', 'otlp-grpc', 'otlp-file', 'console', 'langfuse'];

/** Which exporter a key names; `undefined` stands for none. */
export interface ExporterChoice {
  readonly kind: string;
  /** Absent when only the name was given. */
  readonly table?: TableNode;
  /** From the root to the exporter's own table: `otel`, `exporter`, `otlp-http`. */
  readonly path: readonly string[];
  readonly origin: Origin;
}

/**
 * Reads what `exporter` and its siblings hold: `"none"`, a kind's name, or a table with one kind. `beside` are keys
 * that may stand in the table beside the kind, as in `[otel.destinations.<name>]`.
 */
export function readExporterChoice(
  node: ConfigNode,
  path: readonly string[],
  context: ReadContext,
  beside: readonly string[] = [],
): ExporterChoice | undefined {
  if (node.kind === 'value' && typeof node.value === 'string')
    return choiceByName(node.value, node.origin, path, context);
  if (node.kind !== 'table') throw notAnExporter(node.origin, path, context);
  const kinds = [...node.entries.keys()].filter((name) => !beside.includes(name));
  const [kind] = kinds;
  const entry = node.entries.get(kind ?? '');
  if (kind === undefined || kinds.length > 1 || !isKind(kind, context) || entry?.kind !== 'table') {
    throw notOneKind(kinds, node, path, context);
  }
  // Its keys show what it is; without any it would not be seen at all.
  if (entry.entries.size === 0)
    context.values.push({ key: dottedKey([...path, kind]), value: {}, origin: entry.origin });
  return { kind, table: entry, path: [...path, kind], origin: entry.origin };
}

/** What is wrong with a table that does not hold just the table of one kind. */
function notOneKind(kinds: readonly string[], node: TableNode, path: readonly string[], context: ReadContext): Error {
  const originOf = (name: string): Origin => node.entries.get(name)?.origin ?? node.origin;
  const [kind] = kinds;
  if (kind === undefined) return notAnExporter(node.origin, path, context);
  const unknown = kinds.find((name) => !isKind(name, context));
  if (unknown !== undefined) return unknownKind(unknown, originOf(unknown), path, context);
  const origin = originOf(kind);
  if (kinds.length > 1) {
    const hint = 'Keep one of them, or move the other to [otel.destinations.<name>].';
    return valueError(context, { key: dottedKey(path), problem: `names ${kinds.length} exporters`, hint, origin });
  }
  const key = dottedKey([...path, kind]);
  return valueError(context, { key, problem: 'must be a table', hint: `Write it as a table: [${key}].`, origin });
}

function choiceByName(
  name: string,
  origin: Origin,
  path: readonly string[],
  context: ReadContext,
): ExporterChoice | undefined {
  const key = dottedKey(path);
  if (name === 'none') {
    context.values.push({ key, value: name, origin });
    return undefined;
  }
  if (name === 'statsig') {
    context.values.push({ key, value: 'none', origin });
    const message = `${key}: "statsig" is OpenAI's own endpoint and is read as "none"`;
    context.warnings.push({ code: 'statsig_ignored', message, hint: `Write ${path.at(-1) ?? ''} = "none".`, origin });
    return undefined;
  }
  if (!isKind(name, context)) throw unknownKind(name, origin, path, context);
  context.values.push({ key, value: name, origin });
  return { kind: name, path: [...path, name], origin };
}

function isKind(name: string, context: ReadContext): boolean {
  return EXPORTER_KINDS.includes(name) || context.exporters.includes(name);
}

function unknownKind(name: string, origin: Origin, path: readonly string[], context: ReadContext): Error {
  const known = [...EXPORTER_KINDS, ...context.exporters];
  const nearest = nearestName(name, [...known, 'none']);
  const shown = /^[\w.-]{1,40}$/.test(name) ? `"${name}"` : 'this name';
  return valueError(context, {
    key: dottedKey(path),
    problem: `there is no exporter ${shown}`,
    hint:
      nearest === undefined
        ? `There are ${known.map((kind) => `"${kind}"`).join(', ')} and "none".`
        : `Did you mean "${nearest}"?`,
    origin,
  });
}

function notAnExporter(origin: Origin, path: readonly string[], context: ReadContext): Error {
  const hint = `Write ${path.at(-1) ?? 'exporter'} = "langfuse", or a table such as [${dottedKey(path)}.otlp-http].`;
  return valueError(context, { key: dottedKey(path), problem: 'names no exporter', hint, origin });
}
