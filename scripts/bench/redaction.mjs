/** What looking for secrets costs per KiB of text. */
import { randomBytes } from 'node:crypto';
import { Bench } from 'tinybench';
import { importBuilt } from './lib/repository.mjs';
import { sourceText } from './lib/sample-text.mjs';
import { grouped, micros, table } from './lib/table.mjs';

const KIB = 1024;

export const title = 'Redaction';

export async function run({ quick }) {
  const { createRedactor } = await importBuilt('packages/otel');
  const redact = createRedactor({ patterns: [], allow: [] });
  const source = sourceText(1024 * KIB);
  const texts = [
    ['source code', 1, source.slice(0, KIB)],
    ['source code', 16, source.slice(0, 16 * KIB)],
    ['source code', 1024, source],
    ['JSON lines', 16, jsonLines(16 * KIB)],
    [
      'base64',
      16,
      randomBytes(16 * KIB)
        .toString('base64')
        .slice(0, 16 * KIB),
    ],
    ['an environment full of secrets', 16, environment(16 * KIB)],
    ['one letter', 1024, 'a'.repeat(1024 * KIB)],
  ];
  const bench = new Bench({ time: quick ? 100 : 700, warmupTime: quick ? 20 : 200 });
  for (const [name, kibibytes, text] of texts) bench.add(`${name}, ${grouped(kibibytes)} KiB`, () => redact(text));
  const tasks = await bench.run();
  const rows = tasks.map(({ name, result }, index) => {
    if (result.state !== 'completed') throw new Error(`${name} ended as ${result.state}`, { cause: result.error });
    return { name, micros: result.latency.p50 * 1000, p99: result.latency.p99 * 1000, kibibytes: texts[index][1] };
  });
  return [
    table(
      [
        ['text', ({ name }) => name],
        ['p50, µs per KiB', (row) => micros(row.micros / row.kibibytes)],
        ['p50, µs', (row) => micros(row.micros)],
        ['p99, µs', (row) => micros(row.p99)],
      ],
      rows,
    ),
    '',
    'Content is cut at `capture.max_bytes` (16 KiB unless configured) plus 4 KiB before this.',
  ].join('\n');
}

function jsonLines(bytes) {
  let text = '';
  for (let line = 0; text.length < bytes; line += 1) {
    text += `${JSON.stringify({ time: 1_763_900_000 + line, level: 'info', path: `/api/orders/${line}`, status: 200, user: `u-${line * 7919}`, took_ms: line % 97 })}\n`;
  }
  return text.slice(0, bytes);
}

function environment(bytes) {
  let text = '';
  for (let line = 0; text.length < bytes; line += 1) {
    text += `SERVICE_${line}_TOKEN=${randomBytes(20).toString('hex')}\nSERVICE_${line}_URL=https://user:${randomBytes(9).toString('hex')}@db-${line}.example.com/x\n`;
  }
  return text.slice(0, bytes);
}
