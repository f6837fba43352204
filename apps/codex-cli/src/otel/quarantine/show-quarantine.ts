import { createRedactor, readPayloads, readQuarantine } from '@codex-langfuse/otel';
import type { Redactor } from '@codex-langfuse/otel';
import type { Host } from '../../host.ts';
import { loadOtel } from '../load-otel.ts';
import { printable } from '../paint.ts';
import { entryJson, entryText, withoutSecrets } from './entry-text.ts';
import type { QuarantineOptions } from './quarantine-options.ts';

/** One entry with its reason and its items, without secrets. Resolves to the exit code. */
export function showQuarantine(id: string, options: QuarantineOptions, host: Host): number {
  const loaded = loadOtel(options, host);
  if (loaded === null) return 1;
  const found = readQuarantine(loaded.codexHome).find((each) => each.id === id);
  if (found === undefined) {
    host.stderr.write(`Nothing in quarantine has the id ${printable(id)}; codex otel quarantine list shows all.\n`);
    return 1;
  }
  const redact = createRedactor(loaded.config.otel.redact);
  const entry = withoutSecrets(found, redact);
  const items = readPayloads(loaded.codexHome, entry).map((payload) => redacted(JSON.parse(payload), redact));
  if (options.json === true) {
    host.stdout.write(`${JSON.stringify({ ...entryJson(entry), items })}\n`);
    return 0;
  }
  const { destination, signal, fault } = entry;
  const facts = [
    `${id}: ${signal} for ${printable(destination)}, ${entryText(entry)}`,
    `  reason  ${fault.code}: ${printable(fault.message)}`,
    `          ${printable(fault.hint)}`,
  ];
  // JSON escapes control characters; what is left of them is taken out.
  const texts = items.map((item) => JSON.stringify(item, null, 2).replace(/[\p{Cf}\u007F-\u009F]/gu, ' '));
  host.stdout.write(`${[...facts, ...texts].join('\n')}\n`);
  return 0;
}

function redacted(value: unknown, redact: Redactor): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, redact)]));
}
