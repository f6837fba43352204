/** A place in a text, both 1-based; columns count UTF-16 code units, as editors and `String.prototype.slice` do. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Turns an offset into line and column; an offset behind the end means the end. */
export function positionAt(source: string, offset: number): SourcePosition {
  const end = Math.max(0, Math.min(offset, source.length));
  let line = 1;
  let lineStart = 0;
  for (let next = source.indexOf('\n'); next !== -1 && next < end; next = source.indexOf('\n', next + 1)) {
    line += 1;
    lineStart = next + 1;
  }
  return { line, column: end - lineStart + 1 };
}

/** Builds a lookup for many offsets of one text: O(log lines) each instead of O(length). */
export function createPositionLookup(source: string): (offset: number) => SourcePosition {
  const lineStarts = [0];
  for (let next = source.indexOf('\n'); next !== -1; next = source.indexOf('\n', next + 1)) {
    lineStarts.push(next + 1);
  }
  return (offset) => {
    const end = Math.max(0, Math.min(offset, source.length));
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lineStarts[middle] ?? 0) <= end) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: end - (lineStarts[low] ?? 0) + 1 };
  };
}
