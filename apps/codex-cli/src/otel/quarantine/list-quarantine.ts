import { createRedactor, readQuarantine } from '@codex-langfuse/otel';
import { codexHome } from '../../codex-home.ts';
import type { Host } from '../../host.ts';
import { createPaint, printable } from '../paint.ts';
import { NOTHING_THERE } from './choose-entries.ts';
import { entryJson, entryText, withoutSecrets } from './entry-text.ts';
import type { QuarantineOptions } from './quarantine-options.ts';

/** What destinations refused, one line each. Resolves to the exit code 0. */
export function listQuarantine(options: QuarantineOptions, host: Host): number {
  // The built-in rules alone: a configuration that cannot be read must not hide what is in quarantine.
  const redact = createRedactor({ patterns: [], allow: [] });
  const entries = readQuarantine(codexHome(host)).map((entry) => withoutSecrets(entry, redact));
  if (options.json === true) {
    host.stdout.write(`${JSON.stringify({ entries: entries.map(entryJson) })}\n`);
    return 0;
  }
  const paint = createPaint(host.stdout, host.env);
  if (entries.length === 0) host.stdout.write(NOTHING_THERE);
  for (const entry of entries) {
    const { id, destination, signal, fault } = entry;
    host.stdout.write(
      `${paint.bold(id)} ${printable(destination)} ${signal} ${entryText(entry)}: ${paint.bad(fault.code)} ${printable(fault.message)}\n`,
    );
  }
  return 0;
}
