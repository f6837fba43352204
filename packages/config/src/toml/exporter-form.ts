import type { Statement } from './scan-statements.ts';

/**
 * `exporter = "otlp-http"` beside `[otel.exporter."otlp-http"]`: what many guides tell people to write, though a TOML
 * key cannot hold a string and be a table. The string selects one of the tables.
 */
export interface ExporterForm {
  /** The assignment of the string. */
  readonly assignment: Statement;
  /** The string. */
  readonly selected: string;
  /** The key both stand for, from the root: `otel`, `exporter`. */
  readonly path: readonly string[];
  /** Headers and assignments below that key, in order. */
  readonly below: readonly Statement[];
}

export const EXPORTER_KEYS: readonly string[] = ['exporter', 'trace_exporter', 'log_exporter', 'metrics_exporter'];

/** Values that need no table, so that a table beside them is simply not selected. */
const WITHOUT_TABLE: readonly string[] = ['none', 'statsig', 'console', 'langfuse'];
const PLAIN_STRING = /^(?:"([A-Za-z0-9_.-]+)"|'([A-Za-z0-9_.-]+)')$/;

/** Finds every place where a document uses the form, in `[otel]` and in `[profiles.<name>.otel]`, and nowhere else. */
export function findExporterForms(source: string, statements: readonly Statement[]): ExporterForm[] {
  const assignments = statements.filter((statement) => isExporterAssignment(statement));
  if (assignments.length === 0) return [];
  return assignments.flatMap((assignment) => {
    const value = PLAIN_STRING.exec(source.slice(assignment.valueStart, assignment.end));
    const selected = value?.[1] ?? value?.[2];
    const twice = assignments.some((other) => other !== assignment && samePath(other.path, assignment.path));
    if (selected === undefined || twice) return [];
    const below = statements.filter((statement) => statement !== assignment && isBelow(statement, assignment.path));
    const kinds = new Set(below.map((statement) => statement.path[assignment.path.length]));
    const selectable = WITHOUT_TABLE.includes(selected) || kinds.has(selected);
    return below.length > 0 && selectable ? [{ assignment, selected, path: assignment.path, below }] : [];
  });
}

function isExporterAssignment(statement: Statement): boolean {
  if (statement.kind !== 'assignment' || statement.inline) return false;
  const { path } = statement;
  const parent = path.slice(0, -1);
  const inOtel =
    (parent.length === 1 && parent[0] === 'otel') ||
    (parent.length === 3 && parent[0] === 'profiles' && parent[2] === 'otel');
  return inOtel && EXPORTER_KEYS.includes(path.at(-1) ?? '');
}

function isBelow(statement: Statement, path: readonly string[]): boolean {
  const longer =
    statement.path.length > path.length || (statement.kind === 'table' && statement.path.length === path.length);
  return longer && path.every((name, index) => statement.path[index] === name);
}

function samePath(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => right[index] === name);
}
