/** Bundles the entry points. They share one chunk, which is all that recording loads. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleOptions, bundleOutput } from '../../../scripts/bundle/bundle-options.mjs';
import { isCode, writeBundle } from '../../../scripts/bundle/write-bundle.mjs';

const folder = join(import.meta.dirname, '..');

const bundle = await rolldown({
  ...bundleOptions,
  cwd: folder,
  input: {
    index: 'src/index.ts',
    'validate/index': 'src/validate/index.ts',
    'readers/index': 'src/readers/index.ts',
    'schema/index': 'src/schema/index.ts',
  },
});
const { output } = await bundle.generate({ ...bundleOutput, chunkFileNames: 'chunks/event-definitions.js' });
writeBundle(join(folder, 'dist'), output, isCode);
await bundle.close();
