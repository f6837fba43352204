/*
 * Taken at first hand: `import … from 'node:fs'` and `'node:util'` build a module of all their exports, which costs a
 * starting program some three milliseconds.
 */
export const { readFileSync, realpathSync, statSync } = process.getBuiltinModule('node:fs');
export const { isUtf8 } = process.getBuiltinModule('node:buffer');
