import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Marks the functions that loading a usual configuration runs, so that the engine compiles them when it first reads
 * them: it does so with functions in parentheses (V8 takes them for called at once). All others it only skims, and would
 * read a second time when they are called, which takes longer than running them once. Which ones run is asked of the
 * engine, with the chunk as it is without marks.
 */
export function eagerFunctions(folder) {
  return {
    name: 'eager-functions',
    // Lines stay where they are, which is as much as a stack trace tells.
    renderChunk: (code) => ({ code: mark(code, rangesRun(code, folder)), map: null }),
  };
}

/** `[start, end]` of each function that ran. */
function rangesRun(code, folder) {
  // Beside what the chunk imports by name, and where nothing that an interrupted build leaves is packed or committed.
  const file = join(folder, 'node_modules', `.unmarked-${process.pid}.mjs`);
  writeFileSync(file, code);
  try {
    const script = join(import.meta.dirname, '..', 'print-functions-run.mjs');
    return JSON.parse(execFileSync(process.execPath, [script, file], { encoding: 'utf8', stdio: 'pipe' }));
  } finally {
    rmSync(file);
  }
}

/** Function declarations of the module itself, and arrow functions anywhere. */
function mark(code, ranges) {
  const insertions = ranges.flatMap(([start, end]) => {
    const [, name] = /^function ([\w$]+)\(/.exec(code.slice(start, end)) ?? [];
    if (name !== undefined && (start === 0 || code[start - 1] === '\n')) {
      return [
        { at: start, text: `var ${name} = (` },
        { at: end, text: ');' },
      ];
    }
    if (code[start] !== '(') return [];
    return [
      { at: start, text: '(' },
      { at: end, text: ')' },
    ];
  });
  const ordered = insertions.toSorted((left, right) => left.at - right.at);
  const parts = ordered.map(({ at, text }, index) => code.slice(ordered[index - 1]?.at ?? 0, at) + text);
  return parts.join('') + code.slice(ordered.at(-1)?.at ?? 0);
}
