import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** Whether a module is the script that node was started with. */
export function isMain(url) {
  return process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === url;
}

/** Options of the command line, all whole numbers: `{ rounds: 200 }` reads `--rounds`, by default 200. */
export function numbersFrom(defaults) {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { type: 'string', default: String(value) }]),
  );
  const { values } = parseArgs({ options });
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => {
      const number = Number(text);
      if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} takes a whole number.`);
      return [name, number];
    }),
  );
}

export function printReport({ title, markdown }) {
  process.stdout.write(`## ${title}\n\n${markdown}\n`);
}
