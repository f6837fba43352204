import { isBuiltin } from 'node:module';

/**
 * Takes Node's own modules with `process.getBuiltinModule` instead of an `import`. An import of a built-in module reads
 * every property it has, and so loads what stands behind the lazy ones: with `node:http` alone that is a WebSocket
 * client and 25 ms.
 */
export function builtinModules() {
  return {
    name: 'builtin-modules',
    renderChunk: (code) => ({ code: code.replaceAll(importStatement, takeBuiltin), map: null }),
  };
}

/** As the bundler writes it, a statement a line: `import name, { a as b } from "node:x";` or `import * as name from …`. */
const importStatement = /^import (?:(?:\* as )?([\w$]+)(?:, )?)?(?:\{([^}]*)\})? ?from "([^"]+)";$/gm;

function takeBuiltin(statement, whole, named, source) {
  if (!isBuiltin(source)) return statement;
  // A module may have a `process` of its own: the one it imports.
  const builtin = `globalThis.process.getBuiltinModule(${JSON.stringify(source)})`;
  const names = named?.replaceAll(' as ', ': ').replaceAll('\n', ' ');
  return [
    ...(whole === undefined ? [] : [`const ${whole} = ${builtin};`]),
    ...(names === undefined ? [] : [`const {${names}} = ${builtin};`]),
  ].join(' ');
}
