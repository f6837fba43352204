import { readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

const placeOfModuleCall = /__placeOfModule\("([^"]+)"\)/g;

/**
 * Keeps `import.meta.url` right in modules that end up in a chunk: it becomes the place that the module has in its
 * installed package. So `new URL('../package.json', import.meta.url)` means the same file, bundled or not, wherever the
 * bundler puts the code. `folder` is the app's, below which the bundle goes to `dist/`.
 */
export function modulePlaces(folder) {
  const app = readManifest(folder);
  return {
    name: 'module-places',
    transform: {
      // Modules of files only: the bundler's own runtime has no place, and needs none but its chunk's.
      filter: { id: /^(?!\0)/, code: 'import.meta.url' },
      handler(code, id) {
        const { root, name } = packageOf(id);
        const place = relative(root, id).split(sep).join('/');
        if (name !== app.name && app.dependencies[name] === undefined)
          this.error(
            `${id} uses import.meta.url, but ${name} is no dependency of ${app.name}: it cannot be found later.`,
          );
        const url =
          name === app.name
            ? `__placeOfModule(${JSON.stringify(place.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js'))})`
            : `new URL(${JSON.stringify(`./${place}`)}, import.meta.resolve(${JSON.stringify(`${name}/package.json`)})).href`;
        // Lines stay where they are, which is as much as a stack trace tells.
        return { code: code.replaceAll('import.meta.url', () => url), map: null };
      },
    },
    // Of the app itself the way from a chunk is known, and resolving a name would cost milliseconds at start.
    renderChunk: (code, { fileName }) => ({
      code: code.replaceAll(placeOfModuleCall, (_call, place) => wayTo(place, fileName)),
      map: null,
    }),
  };
}

function wayTo(place, fileName) {
  const way = posix.relative(posix.join('dist', posix.dirname(fileName)), place);
  return `new URL(${JSON.stringify(`./${way}`)}, import.meta.url).href`;
}

function packageOf(id) {
  for (let root = dirname(id); ; root = dirname(root)) {
    const { name } = readManifest(root);
    if (name !== undefined) return { root, name };
  }
}

function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' && dirname(folder) !== folder) return {};
    throw error;
  }
}
