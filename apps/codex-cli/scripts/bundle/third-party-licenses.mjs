import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

const marker = `${sep}node_modules${sep}`;

/** Licences of the packages whose code is in the bundle, as text; throws for a package without one. */
export function thirdPartyLicenses(output) {
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const roots = new Set(modules.filter((id) => id.includes(marker)).map(rootOf));
  const entries = [...roots].map(describe).sort(([left], [right]) => (left < right ? -1 : 1));
  const texts = new Map(entries.map(([title, text]) => [title, `${title}\n\n${text.trim()}\n`]));
  return `The command contains code of these packages.\n\n${[...texts.values()].join(`\n${'-'.repeat(80)}\n\n`)}`;
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
  return [
    `${name} ${version} (${license})`,
    files.map((file) => readFileSync(join(root, file), 'utf8').trim()).join('\n\n'),
  ];
}
