/**
 * Writes what the documentation shows of the running program: the demo's output and the example's source in README.md,
 * and the picture of the trace page (with a Chromium, whose path CHROMIUM names; default `chromium`).
 *
 *   npm run docs              write all
 *   npm run docs -- --check   only compare what is the same at each run, the examples; fails when they are stale
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readme = join(root, 'README.md');

const before = await readFile(readme, 'utf8');
const withExamples = await insertExamples(before);
if (process.argv.includes('--check')) {
  if (withExamples !== before) {
    console.error('README.md shows an example that has changed since: npm run docs writes it anew.');
    process.exitCode = 1;
  }
} else {
  const data = await mkdtemp(join(tmpdir(), 'codex-docs-'));
  try {
    const demo = spawn(
      process.execPath,
      [join(root, 'apps/codex-cli/dist/main.js'), 'demo', '--no-exit', '--port', '0', '--data', data],
      {
        env: { PATH: process.env.PATH, HOME: data },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const { output, link } = await readDemo(demo);
    await writeFile(readme, insertDemo(withExamples, output));
    await takePicture(link, join(root, 'docs/images/trace.png'));
    demo.kill('SIGTERM');
  } finally {
    await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** Puts the source of each example between its markers. */
async function insertExamples(text) {
  let result = text;
  for (const [block, path] of text.matchAll(/<!-- example:begin (\S+) -->[^]*?<!-- example:end -->/g)) {
    const source = (await readFile(join(root, path), 'utf8')).trim();
    result = result.replace(
      block,
      () => `<!-- example:begin ${path} -->\n\n\`\`\`js\n${source}\n\`\`\`\n\n<!-- example:end -->`,
    );
  }
  return result;
}

/** Everything up to the link, without what differs from machine to machine. */
function insertDemo(text, output) {
  const shown = output.replace(/\?token=\S+/g, '').trim();
  return text.replace(
    /<!-- demo:begin -->[^]*?<!-- demo:end -->/,
    () => `<!-- demo:begin -->\n\n\`\`\`text\n${shown}\n\`\`\`\n\n<!-- demo:end -->`,
  );
}

async function readDemo(demo) {
  let output = '';
  for await (const line of createInterface({ input: demo.stdout })) {
    output += `${line}\n`;
    const link = /^trace +(\S+)/.exec(line)?.[1];
    if (link !== undefined) return { output, link };
  }
  throw new Error(`The demo ended without a link:\n${output}`);
}

async function takePicture(url, path) {
  const profile = await mkdtemp(join(tmpdir(), 'codex-chromium-'));
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--hide-scrollbars',
  ];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  try {
    await run(process.env.CHROMIUM ?? 'chromium', [
      ...flags,
      ...quiet,
      `--user-data-dir=${profile}`,
      '--window-size=1200,860',
      `--screenshot=${path}`,
      url,
    ]);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
