import { defineConfig } from 'rolldown';

/**
 * Bundles the entry points, so that importing the package reads two files instead of eight; declarations are tsc's.
 * All entry points share the registry. Names of functions and classes stay, they are what a stack trace is read by.
 * Local ones and comments do not: the engine reads every character before anything runs.
 */
export default defineConfig({
  input: {
    index: 'src/index.ts',
    'validate/index': 'src/validate/index.ts',
    'readers/index': 'src/readers/index.ts',
    'schema/index': 'src/schema/index.ts',
  },
  external: /^[^./]/,
  platform: 'node',
  // Whatever the bundler warns about would be broken in the bundle.
  onLog: (level, log, report) => report(level === 'warn' ? 'error' : level, log),
  output: {
    dir: 'dist',
    chunkFileNames: 'chunks/[name].js',
    sourcemap: true,
    minify: { compress: true, mangle: { toplevel: false }, codegen: { removeWhitespace: true } },
  },
});
