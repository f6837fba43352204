/**
 * `@iarna/toml` hides a `require` of Node's own `util` from bundlers in an `eval`, where a module has none. Written
 * plainly it works again.
 */
export function evaluatedRequire() {
  return {
    name: 'evaluated-require',
    transform: {
      filter: { code: `eval("require('util').inspect")` },
      handler: (code) => ({
        code: code.replaceAll(`eval("require('util').inspect")`, `require('util').inspect`),
        map: null,
      }),
    },
  };
}
