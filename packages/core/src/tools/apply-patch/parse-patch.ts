/** One stretch of an update: lines to find and what to put in their place. */
export interface PatchChunk {
  /** A line, such as a function's header, after which the stretch is looked for. */
  readonly anchor?: string;
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  readonly endOfFile: boolean;
}

export type PatchHunk =
  | { readonly kind: 'add'; readonly path: string; readonly contents: string }
  | { readonly kind: 'delete'; readonly path: string }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly moveTo?: string;
      readonly chunks: readonly PatchChunk[];
    };

export type ParsedPatch =
  | { readonly kind: 'patch'; readonly hunks: readonly PatchHunk[] }
  | { readonly kind: 'invalid'; readonly message: string };

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const ADD = '*** Add File: ';
const DELETE = '*** Delete File: ';
const UPDATE = '*** Update File: ';
const MOVE = '*** Move to: ';
const END_OF_FILE = '*** End of File';

/** Reads the patch language of the real Codex, with its leniency: see the package's README. */
export function parsePatch(text: string): ParsedPatch {
  const lines = withinBoundaries(text.trim().split(/\r?\n/));
  if (typeof lines === 'string') return { kind: 'invalid', message: `invalid patch: ${lines}` };
  const hunks: PatchHunk[] = [];
  let position = 1;
  while (position < lines.length - 1) {
    const read = readHunk(lines, position);
    if ('message' in read) return { kind: 'invalid', message: `invalid hunk at line ${read.line}, ${read.message}` };
    hunks.push(read.hunk);
    position = read.next;
  }
  return { kind: 'patch', hunks };
}

/** The lines with both markers, taken out of a heredoc where there is one; or what is wrong with them. */
function withinBoundaries(lines: readonly string[]): readonly string[] | string {
  const problem = boundaryProblem(lines);
  if (problem === undefined) return lines;
  const wrapped =
    lines.length >= 4 && /^<<(EOF|'EOF'|"EOF")$/.test(lines[0] ?? '') && (lines.at(-1) ?? '').endsWith('EOF');
  if (!wrapped) return problem;
  const inner = lines.slice(1, -1);
  return boundaryProblem(inner) ?? inner;
}

function boundaryProblem(lines: readonly string[]): string | undefined {
  if (lines[0]?.trim() !== BEGIN) return `The first line of the patch must be '${BEGIN}'`;
  if (lines.length < 2 || lines.at(-1)?.trim() !== END) return `The last line of the patch must be '${END}'`;
  return undefined;
}

interface HunkProblem {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
}

type HunkReading = { readonly hunk: PatchHunk; readonly next: number } | HunkProblem;

function readHunk(lines: readonly string[], position: number): HunkReading {
  const header = (lines[position] ?? '').trim();
  if (header.startsWith(ADD)) return readAdd(lines, position, header.slice(ADD.length));
  if (header.startsWith(DELETE))
    return { hunk: { kind: 'delete', path: header.slice(DELETE.length) }, next: position + 1 };
  if (header.startsWith(UPDATE)) return readUpdate(lines, position, header.slice(UPDATE.length));
  const valid = `Valid hunk headers: '${ADD}{path}', '${DELETE}{path}', '${UPDATE}{path}'`;
  return { message: `'${header}' is not a valid hunk header. ${valid}`, line: position + 1 };
}

function readAdd(lines: readonly string[], position: number, path: string): HunkReading {
  let next = position + 1;
  while (lines[next]?.startsWith('+')) next += 1;
  const contents = lines
    .slice(position + 1, next)
    .map((line) => `${line.slice(1)}\n`)
    .join('');
  return { hunk: { kind: 'add', path, contents }, next };
}

function readUpdate(lines: readonly string[], position: number, path: string): HunkReading {
  const end = lines.length - 1;
  let next = position + 1;
  const moveLine = next < end ? (lines[next] ?? '').trim() : '';
  const moveTo = moveLine.startsWith(MOVE) ? moveLine.slice(MOVE.length) : undefined;
  if (moveTo !== undefined) next += 1;
  const chunks: PatchChunk[] = [];
  while (next < end) {
    const line = lines[next] ?? '';
    if (line.trim() === '') {
      next += 1;
      continue;
    }
    if (line.startsWith('***')) break;
    const read = readChunk(lines, next, end, chunks.length === 0);
    if ('message' in read) return read;
    chunks.push(read.chunk);
    next = read.next;
  }
  if (chunks.length === 0) {
    return { message: `Update file hunk for path '${path}' is empty`, line: position + 1 };
  }
  return { hunk: { kind: 'update', path, ...(moveTo === undefined ? {} : { moveTo }), chunks }, next };
}

type ChunkReading = { readonly chunk: PatchChunk; readonly next: number } | HunkProblem;

function readChunk(lines: readonly string[], position: number, end: number, mayOmitAnchor: boolean): ChunkReading {
  const first = (lines[position] ?? '').trimEnd();
  const marked = first === '@@' || first.startsWith('@@ ');
  if (!marked && !mayOmitAnchor) {
    return { message: `Expected update hunk to start with a @@ context marker, got: '${first}'`, line: position + 1 };
  }
  const anchor = first.startsWith('@@ ') ? first.slice(3) : undefined;
  const start = marked ? position + 1 : position;
  const oldLines: string[] = [];
  const newLines: string[] = [];
  let next = start;
  let endOfFile = false;
  for (; next < end; next += 1) {
    const line = lines[next] ?? '';
    if (line === END_OF_FILE && next > start) {
      endOfFile = true;
      next += 1;
      break;
    }
    const mark = line.charAt(0);
    if (mark !== '' && !' +-'.includes(mark)) {
      if (next > start) break;
      return { message: strayLine(line), line: next + 1 };
    }
    // A line without even the leading space is an empty line of context.
    if (mark !== '+') oldLines.push(line.slice(1));
    if (mark !== '-') newLines.push(line.slice(1));
  }
  if (next === start) return { message: 'Update hunk does not contain any lines', line: start + 1 };
  return { chunk: { ...(anchor === undefined ? {} : { anchor }), oldLines, newLines, endOfFile }, next };
}

function strayLine(line: string): string {
  if (line === END_OF_FILE) return 'Update hunk does not contain any lines';
  return `Unexpected line found in update hunk: '${line}'. Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)`;
}
