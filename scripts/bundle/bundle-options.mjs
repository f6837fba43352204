/**
 * How a library is bundled, so that importing it reads a file or two instead of dozens: what it imports by name stays
 * outside. Declarations are tsc's.
 */
export const bundleOptions = {
  external: /^[^./]/,
  platform: 'node',
  // Whatever the bundler warns about would be broken in the bundle.
  onLog: (level, log, report) => report(level === 'warn' ? 'error' : level, log),
};

/**
 * Names of functions and classes stay, they are what a stack trace is read by. Local ones and comments do not: the
 * engine reads every character before anything runs.
 */
export const bundleOutput = {
  dir: 'dist',
  sourcemap: true,
  minify: { compress: true, mangle: { toplevel: false }, codegen: { removeWhitespace: true } },
};
