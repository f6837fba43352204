import { findExporterForms } from './toml/exporter-form.ts';
import type { ExporterForm } from './toml/exporter-form.ts';
import { lineChanges } from './toml/line-changes.ts';
import type { LineChange } from './toml/line-changes.ts';
import { parseToml } from './toml/parse-toml.ts';
import { scanStatements } from './toml/scan-statements.ts';
import type { Statement } from './toml/scan-statements.ts';
import { applyEdits } from './toml/source-edits.ts';
import type { SourceEdit } from './toml/source-edits.ts';

export interface FixedSource {
  readonly fixed: string;
  readonly changed: boolean;
  /** Every line that changes, in order, with what may be a secret masked. */
  readonly changes: readonly LineChange[];
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Rewrites `exporter = "otlp-http"` beside `[otel.exporter."otlp-http"]` to valid TOML of the same meaning: the string
 * goes, and tables that it does not select are commented out. Comments, order and line ends stay. `file` is for errors.
 * @throws ConfigError `toml_syntax` when the text has other errors, so that no broken file is ever written.
 */
export function fixConfigSource(source: string, file: string = 'config.toml'): FixedSource {
  const mark = source.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const text = source.slice(mark.length);
  const { statements } = scanStatements(text);
  const forms = findExporterForms(text, statements);
  const edits = forms.flatMap((form) => editsFor(form, text));
  const fixed = applyEdits(text, edits).text;
  parseToml(fixed, { layer: 'user', file });
  return { fixed: mark + fixed, changed: forms.length > 0, changes: lineChanges({ text, statements }, edits) };
}

function editsFor(form: ExporterForm, text: string): SourceEdit[] {
  const depth = form.path.length;
  const isSelected = (statement: Statement): boolean => statement.path[depth] === form.selected;
  const selectsTable = form.selected !== 'none' && form.selected !== 'statsig' && form.below.some(isSelected);
  const unselected = form.below.filter((statement) => {
    if (statement.inline) return false;
    return selectsTable ? statement.path.length > depth && !isSelected(statement) : true;
  });
  const commented = unselected.flatMap((statement) => commentOut(statement, text));
  return selectsTable ? [removeAssignment(form.assignment, text), ...commented] : commented;
}

/** Removes the line, or what stands before its comment. */
function removeAssignment(assignment: Statement, text: string): SourceEdit {
  const lineStart = text.lastIndexOf('\n', assignment.start - 1) + 1;
  const newline = text.indexOf('\n', assignment.end);
  const lineEnd = newline === -1 ? text.length : newline + 1;
  const comment = text.slice(assignment.end, lineEnd).indexOf('#');
  if (comment !== -1) return { start: assignment.start, end: assignment.end + comment, text: '' };
  return { start: lineStart, end: lineEnd, text: '' };
}

function commentOut(statement: Statement, text: string): SourceEdit[] {
  const edits: SourceEdit[] = [{ start: statement.start, end: statement.start, text: '# ' }];
  for (let newline = text.indexOf('\n', statement.start); newline !== -1 && newline < statement.end;) {
    edits.push({ start: newline + 1, end: newline + 1, text: '# ' });
    newline = text.indexOf('\n', newline + 1);
  }
  return edits;
}
