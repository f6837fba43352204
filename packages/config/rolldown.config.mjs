import { defineConfig } from 'rolldown';

import { eagerFunctions } from './scripts/eager-functions.mjs';

/**
 * Bundles the entry points, so that importing the package reads one file instead of sixty; declarations are tsc's.
 * Names of functions and classes stay, they are what a stack trace is read by. Local ones and comments do not: the
 * engine reads every character before anything runs.
 */
const options = {
  external: /^[^./]/,
  platform: 'node',
  // Whatever the bundler warns about would be broken in the bundle.
  onLog: (level, log, report) => report(level === 'warn' ? 'error' : level, log),
  output: {
    sourcemap: true,
    minify: {
      compress: true,
      mangle: { toplevel: false },
      codegen: { removeWhitespace: true },
    },
  },
};

/** Each by itself: the schema is data alone, so that nothing in it has to be the same object as in the other. */
export default defineConfig([
  {
    ...options,
    input: 'src/index.ts',
    plugins: [eagerFunctions(import.meta.dirname)],
    output: { ...options.output, file: 'dist/index.js' },
  },
  { ...options, input: 'src/schema/index.ts', output: { ...options.output, file: 'dist/schema/index.js' } },
]);
