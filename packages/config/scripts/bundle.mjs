/**
 * Bundles the entry points, each by itself: the schema is data alone, so that nothing in it has to be the same object
 * as in the other.
 */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { libraryOptions, libraryOutput } from '../../../scripts/bundle/library-options.mjs';
import { isCode, writeBundle } from '../../../scripts/bundle/write-bundle.mjs';
import { eagerFunctions } from './bundle/eager-functions.mjs';

const folder = join(import.meta.dirname, '..');

const outputs = [await bundled('index', [eagerFunctions(folder)]), await bundled('schema/index', [])];
writeBundle(join(folder, 'dist'), outputs.flat(), isCode);

async function bundled(entry, plugins) {
  const bundle = await rolldown({ ...libraryOptions, cwd: folder, input: { [entry]: `src/${entry}.ts` }, plugins });
  const { output } = await bundle.generate(libraryOutput);
  await bundle.close();
  return output;
}
