/** Counts the words of a file: `node dist/main.js [file]`. Where the telemetry goes, config.toml or the environment says. */
import { homedir } from 'node:os';
import { createOtelProvider } from '@codex-langfuse/otel/provider';
import { countWords } from './src/count-words.ts';
import { readTelemetryConfig } from './src/read-telemetry-config.ts';
import { recordTurn } from './src/record-turn.ts';

const file = process.argv[2] ?? 'README.md';
const { otel, codexHome, warnings } = readTelemetryConfig({ home: homedir(), cwd: process.cwd(), env: process.env });
for (const warning of warnings) console.error(warning);
if (otel.destinations.length === 0) console.error('no destination: telemetry is off; the README says how to set one');

// The program's own spans, live.
const provider = await createOtelProvider(otel, { serviceName: 'word-counter', serviceVersion: '1.0.0' });
provider.register();
const words = await countWords(file, provider);
console.log(`${file}: ${words} words`);
const outcome = await provider.shutdown({ timeoutMillis: 3000 });
console.log(`spans, logs, metrics: ${outcome.kind}`);
if (outcome.kind === 'failed') console.error(outcome.failures);

// An agent's turn, through the journal: it survives a crash and a missing network, and goes out with the next run.
const ledger = await recordTurn({
  otel,
  codexHome,
  question: `How many words has ${file}?`,
  answer: `${words} words.`,
});
console.log(`events: ${ledger.recorded} recorded, ${ledger.delivered} delivered, ${ledger.pending} pending`);
