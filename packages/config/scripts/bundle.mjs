/**
 * Bundles the entry points, each by itself: the schema is data alone, so that nothing in it has to be the same object
 * as in the other. The TOML parser comes along: finding and reading its files took longer than loading a configuration.
 */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleOptions, bundleOutput } from '../../../scripts/bundle/bundle-options.mjs';
import { writeThirdPartyLicenses } from '../../../scripts/bundle/third-party-licenses.mjs';
import { isCode, writeBundle } from '../../../scripts/bundle/write-bundle.mjs';
import { eagerFunctions } from './bundle/eager-functions.mjs';
import { evaluatedRequire } from './bundle/evaluated-require.mjs';

const folder = join(import.meta.dirname, '..');

const dist = join(folder, 'dist');
const outputs = [
  await bundled('index', [evaluatedRequire(), eagerFunctions(folder)]),
  await bundled('schema/index', []),
];
writeBundle(dist, outputs.flat(), isCode);
writeThirdPartyLicenses(dist, outputs.flat());

async function bundled(entry, plugins) {
  const bundle = await rolldown({
    ...bundleOptions,
    external: /^(?!@iarna\/toml\/)[^./]/,
    cwd: folder,
    input: { [entry]: `src/${entry}.ts` },
    plugins,
  });
  const { output } = await bundle.generate(bundleOutput);
  await bundle.close();
  return output;
}
