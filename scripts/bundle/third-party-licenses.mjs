import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { writeWhole } from '../lib/files.mjs';

const FILE = 'THIRD-PARTY-LICENSES.txt';
const SEPARATOR = `\n${'-'.repeat(80)}\n\n`;
const marker = `${sep}node_modules${sep}`;

/**
 * Writes the licences of the packages whose code is in a bundle into its folder, with those of bundles that went into
 * it; throws for a package without one.
 */
export function writeThirdPartyLicenses(folder, output) {
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const roots = new Set(modules.filter((id) => id.includes(marker)).map(rootOf));
  const texts = new Set([...Array.from(roots, describe), ...modules.flatMap(inheritedBy)]);
  const sorted = [...texts].sort((left, right) => (left < right ? -1 : 1));
  writeWhole(join(folder, FILE), `This package contains code of these packages.\n\n${sorted.join(SEPARATOR)}`);
}

/** Of a bundle of ours that is a module of another one: its entries. */
function inheritedBy(id) {
  const file = join(dirname(id), FILE);
  if (id.includes(marker) || !existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  return text.slice(text.indexOf('\n\n') + 2).split(SEPARATOR);
}

/** `…/node_modules/@scope/name` of a module in it. */
function rootOf(id) {
  const start = id.lastIndexOf(marker) + marker.length;
  const [first, second] = id.slice(start).split(sep);
  return id.slice(0, start) + (first.startsWith('@') ? join(first, second) : first);
}

function describe(root) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = readdirSync(root)
    .filter((file) => /^(licen[sc]e|notice|copying)/i.test(file))
    .sort();
  if (files.length === 0 && license === undefined) throw new Error(`${name} ${version} names no licence.`);
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8').trim()).join('\n\n');
  return `${name} ${version} (${license})\n\n${texts.trim()}\n`;
}
