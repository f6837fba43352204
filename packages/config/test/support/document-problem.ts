import { isDeepStrictEqual } from 'node:util';
import { parse } from 'smol-toml';
import { ConfigError } from '../../src/config-error.ts';
import { fixConfigSource } from '../../src/fix-config-source.ts';
import { parseToml } from '../../src/toml/parse-toml.ts';
import { scanStatements } from '../../src/toml/scan-statements.ts';
import type { ConfigNode } from '../../src/tree/config-node.ts';

export interface DocumentVerdict {
  readonly accepted: boolean;
  /** What is wrong with how the document is read. */
  readonly problem?: string;
}

/**
 * Reads a document as a configuration file. Right is a tree with the values that another parser finds in it, or an
 * error at a place within the text.
 */
export function judgeDocument(source: string): DocumentVerdict {
  const text = source.replace(/^\uFEFF/, '');
  let root: ConfigNode;
  let forms: number;
  try {
    const parsed = parseToml(source, { layer: 'user', file: 'f' });
    root = parsed.root;
    forms = parsed.exporterForms.length;
  } catch (error) {
    const problem = refusalProblem(error, text);
    return { accepted: false, ...(problem === undefined ? {} : { problem }) };
  }
  // What the parser takes the scanner has read to the end: no key escapes it.
  if (scanStatements(text).stoppedAt !== undefined) return { accepted: true, problem: 'was not scanned to its end' };
  const { fixed } = fixConfigSource(source);
  if (fixConfigSource(fixed).changed) return { accepted: true, problem: 'is not fixed by one fix' };
  const problem = oracleProblem(root, (forms === 0 ? source : fixed).replace(/^\uFEFF/, ''));
  return { accepted: true, ...(problem === undefined ? {} : { problem }) };
}

function refusalProblem(error: unknown, text: string): string | undefined {
  if (!ConfigError.isInstance(error)) return `threw ${String(error)}`;
  const { line = 0, column = 0 } = error.origin ?? {};
  const shown = text.split('\n')[line - 1];
  return shown !== undefined && column >= 1 && column <= shown.length + 1
    ? undefined
    : `is refused at ${line}:${column}`;
}

/** The other parser takes TOML 1.1 as well, so whatever it refuses is wrong to accept. */
function oracleProblem(root: ConfigNode, text: string): string | undefined {
  let expected: unknown;
  try {
    expected = parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    return `is accepted, though the other parser says: ${String(error).split('\n')[0]}`;
  }
  return isDeepStrictEqual(plain(root), plainOracle(expected))
    ? undefined
    : 'has other values than the other parser finds';
}

/** Tables as maps in order of their names; dates only as such, since both parsers have classes of their own. */
function plain(node: ConfigNode): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'table') return sorted([...node.entries].map(([name, entry]) => [name, plain(entry)]));
  return node.value instanceof Date ? 'a date' : node.value;
}

function plainOracle(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOracle);
  if (value instanceof Date) return 'a date';
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.getOwnPropertyNames(value);
  return sorted(names.map((name) => [name, plainOracle(Object.getOwnPropertyDescriptor(value, name)?.value)]));
}

function sorted(entries: [string, unknown][]): Map<string, unknown> {
  return new Map(entries.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}
