/**
 * `@iarna/toml` hides a `require` of Node's own `util` from bundlers in an `eval`, where a module has none. Asked of the
 * process it works in any bundle, also in one of this bundle.
 */
export function evaluatedRequire() {
  const evaluated = `eval("require('util').inspect")`;
  return {
    name: 'evaluated-require',
    transform: {
      filter: { code: evaluated },
      handler: (code) => ({
        code: code.replaceAll(evaluated, `process.getBuiltinModule('node:util').inspect`),
        map: null,
      }),
    },
  };
}
