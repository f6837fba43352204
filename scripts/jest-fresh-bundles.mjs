import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/**
 * Jest's global set-up: bundles the packages anew whose `dist/` is not made of their present sources. `tsc -b` in a
 * package that refers to them builds their types alone, and its tests would run with what they were before.
 */
export default function freshBundles() {
  // Turbo has built what these tests need; what else there is may be under construction beside them.
  if (process.env.TURBO_HASH !== undefined) return;
  for (const name of readdirSync(packages)) {
    const folder = join(packages, name);
    const script = join(folder, 'scripts', 'bundle.mjs');
    if (existsSync(script) && !isFresh(join(folder, 'dist')))
      execFileSync(process.execPath, [script], { stdio: 'pipe' });
  }
}

/** Every source map holds the text of each source as it was bundled. */
function isFresh(dist) {
  const files = existsSync(dist) ? readdirSync(dist, { recursive: true }) : [];
  const maps = files.filter((file) => file.endsWith('.js.map')).map((file) => join(dist, file));
  return maps.length > 0 && maps.every(isMapFresh);
}

function isMapFresh(map) {
  const { sources, sourcesContent = [] } = JSON.parse(readFileSync(map, 'utf8'));
  return sources.every((source, index) => {
    const file = resolve(dirname(map), source);
    return existsSync(file) && readFileSync(file, 'utf8') === sourcesContent[index];
  });
}
