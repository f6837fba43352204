/** Replace `[start, end)` by `text`. */
export interface SourceEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface EditedSource {
  readonly text: string;
  /** Offset in the edited text → offset in the original; inside a replacement, the start of what was replaced. */
  readonly toOriginal: (offset: number) => number;
}

/** Applies edits that do not overlap. */
export function applyEdits(source: string, edits: readonly SourceEdit[]): EditedSource {
  if (edits.length === 0) return { text: source, toOriginal: (offset) => offset };
  const ordered = edits.toSorted((left, right) => left.start - right.start);
  const parts: string[] = [];
  const spans: { readonly from: number; readonly to: number; readonly original: number; readonly shift: number }[] = [];
  let position = 0;
  let length = 0;
  for (const edit of ordered) {
    parts.push(source.slice(position, edit.start), edit.text);
    const from = length + (edit.start - position);
    length = from + edit.text.length;
    spans.push({ from, to: length, original: edit.start, shift: edit.end - length });
    position = edit.end;
  }
  parts.push(source.slice(position));
  return { text: parts.join(''), toOriginal: (offset) => mapBack(spans, offset) };
}

function mapBack(
  spans: readonly { readonly from: number; readonly to: number; readonly original: number; readonly shift: number }[],
  offset: number,
): number {
  const last = spans.findLast((span) => span.from <= offset);
  if (last === undefined) return offset;
  // What follows a deletion directly counts as standing where the deletion began.
  return offset <= last.from || offset < last.to ? last.original : offset + last.shift;
}
