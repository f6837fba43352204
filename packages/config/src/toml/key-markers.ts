import type { ExporterForm } from './exporter-form.ts';
import type { KeySegment, Statement } from './scan-statements.ts';
import type { SourceEdit } from './source-edits.ts';

/** Private-use characters: keys that start with one of them are themselves escaped. */
const ESCAPED = '\uE000';
const SELECTED = '\uE001';

/**
 * Renames the keys that the parser must not see. It builds ordinary objects, on which a table named `toString` is
 * written into the built-in function of that name; and the string of an exporter form would collide with its tables.
 */
export function markKeys(statements: readonly Statement[], forms: readonly ExporterForm[]): SourceEdit[] {
  const edits: SourceEdit[] = [];
  for (const { key } of statements) {
    for (const segment of key) {
      const selects = forms.some((form) => form.assignment.key.at(-1) === segment);
      if (selects || needsEscape(segment.name)) edits.push(mark(segment, selects ? SELECTED : ESCAPED));
    }
  }
  return edits;
}

function mark({ name, start, end }: KeySegment, marker: string): SourceEdit {
  return { start, end, text: JSON.stringify(marker + name) };
}

/** Whether a parsed key holds the string of an exporter form. */
export function isSelection(key: string): boolean {
  return key.startsWith(SELECTED);
}

/** The key as it was before it was marked. */
export function nameOfMarked(key: string): string {
  return key.startsWith(ESCAPED) || key.startsWith(SELECTED) ? key.slice(1) : key;
}

function needsEscape(name: string): boolean {
  return name in Object.prototype || name.startsWith(ESCAPED) || name.startsWith(SELECTED);
}
