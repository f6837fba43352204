/**
 * Bundles the command: `dist/main.js`, `dist/courier-thread.js` for the thread that delivers, and the chunks that they
 * load when they are needed, so that starting reads a few files instead of hundreds. The library entry `dist/index.js`
 * stays as the compiler wrote it.
 */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { writeThirdPartyLicenses } from '../../../scripts/bundle/third-party-licenses.mjs';
import { writeBundle } from '../../../scripts/bundle/write-bundle.mjs';
import { builtinModules } from './bundle/builtin-modules.mjs';
import { modulePlaces } from './bundle/module-places.mjs';

const folder = join(import.meta.dirname, '..');
const dist = join(folder, 'dist');

const bundle = await rolldown({
  input: { main: join(folder, 'src/main.ts'), 'courier-thread': join(folder, 'src/courier-thread.ts') },
  platform: 'node',
  plugins: [builtinModules(), modulePlaces(folder)],
  // Whatever the bundler warns about would be broken in the bundle.
  onLog: (level, log, report) => report(level === 'warn' ? 'error' : level, log),
});
const { output } = await bundle.generate({
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  // What a turn loads comes in as few files as possible; what only other commands need is none of it.
  codeSplitting: {
    groups: [
      {
        name: 'shared',
        test: /[\\/]src[\\/](version|host|codex-home|terminal|telemetry[\\/]detached-flush)\.ts$|[\\/]node_modules[\\/]uuid[\\/]/,
        priority: 4,
      },
      { name: 'settings', test: /[\\/]src[\\/]settings\.ts$/, priority: 3 },
      { name: 'agent', test: /[\\/]src[\\/]exec[\\/]run-exec\.ts$/, priority: 2 },
      { name: 'recording', test: /[\\/]src[\\/]telemetry[\\/]recording\.ts$/, priority: 1 },
    ],
  },
  sourcemap: true,
  // Names stay: they are what a stack trace is read by.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
});
writeBundle(dist, output, (name) => name.startsWith('chunks/'));
writeThirdPartyLicenses(dist, output);
await bundle.close();
