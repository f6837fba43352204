import type { QuarantineEntry, Redactor } from '@codex-langfuse/otel';
import { printable } from '../paint.ts';
import { shownFault } from '../shown-fault.ts';

/** `chat gpt-5`, or `1 of 12: chat gpt-5, …` for a batch. */
export function entryText({ items, rejected, names }: QuarantineEntry): string {
  const count = items === 1 ? '' : `${rejected} of ${items}: `;
  return `${count}${names.map((name) => printable(name)).join(', ')}`;
}

/** As `--json` prints it. */
export function entryJson({ keptUnixMillis, ...entry }: QuarantineEntry): object {
  const since = keptUnixMillis === undefined ? {} : { since: new Date(keptUnixMillis).toISOString() };
  return { ...entry, ...since };
}

/** Receivers quote what they refuse: what looks like a secret goes, whatever was captured. */
export function withoutSecrets(entry: QuarantineEntry, redact: Redactor): QuarantineEntry {
  return { ...entry, names: entry.names.map(redact), fault: shownFault(entry.fault, redact) };
}
