import type { PatchChunk } from './parse-patch.ts';
import { seekLines } from './seek-lines.ts';

export type Replaced =
  | { readonly kind: 'replaced'; readonly text: string }
  | { readonly kind: 'no_match'; readonly message: string };

/** Applies the chunks of an update to a file's text, each after the one before. The result ends with a newline. */
export function replaceChunks(path: string, text: string, chunks: readonly PatchChunk[]): Replaced {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const replacements: Replacement[] = [];
  let position = 0;
  for (const chunk of chunks) {
    if (chunk.anchor !== undefined) {
      const found = seekLines(lines, [chunk.anchor], position, false);
      if (found === undefined)
        return { kind: 'no_match', message: `Failed to find context '${chunk.anchor}' in ${path}` };
      position = found + 1;
    }
    const replacement = locate(lines, chunk, position);
    if (replacement === undefined) {
      return { kind: 'no_match', message: `Failed to find expected lines in ${path}:\n${chunk.oldLines.join('\n')}` };
    }
    replacements.push(replacement);
    if (chunk.oldLines.length > 0) position = replacement.start + replacement.count;
  }
  return { kind: 'replaced', text: replaceAll(lines, replacements) };
}

interface Replacement {
  readonly start: number;
  readonly count: number;
  readonly newLines: readonly string[];
}

function locate(lines: readonly string[], chunk: PatchChunk, position: number): Replacement | undefined {
  const { oldLines, newLines, endOfFile } = chunk;
  if (oldLines.length === 0) return { start: lines.length, count: 0, newLines };
  const found = seekLines(lines, oldLines, position, endOfFile);
  if (found !== undefined) return { start: found, count: oldLines.length, newLines };
  if (oldLines.at(-1) !== '') return undefined;
  // The empty line at the end may stand for the file's final newline, or for the gap before the next hunk.
  const shorter = oldLines.slice(0, -1);
  const start = seekLines(lines, shorter, position, endOfFile);
  if (start === undefined) return undefined;
  return { start, count: shorter.length, newLines: newLines.at(-1) === '' ? newLines.slice(0, -1) : newLines };
}

/** Keeps the line ends of a file that is written with CRLF throughout. */
function replaceAll(lines: readonly string[], replacements: readonly Replacement[]): string {
  const usesCrlf = lines.length > 1 && lines.slice(0, -1).every((line) => line.endsWith('\r'));
  const result = [...lines];
  for (const { start, count, newLines } of [...replacements].sort((left, right) => right.start - left.start)) {
    result.splice(start, count, ...newLines);
  }
  return result.map((line) => (usesCrlf ? `${line.replace(/\r$/, '')}\r\n` : `${line}\n`)).join('');
}
