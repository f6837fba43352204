import type { DeliveryFault } from '@codex-langfuse/exporter';
import type { Redactor } from '@codex-langfuse/otel';
import { printable } from './paint.ts';

const LONGEST_TEXT = 600;

/** A fault as it may be shown: receivers quote what they refuse, and what looks like a secret goes, whatever was captured. */
export function shownFault({ code, message, hint }: DeliveryFault, redact: Redactor): DeliveryFault {
  return { code, message: printable(redact(message), LONGEST_TEXT), hint: printable(hint, LONGEST_TEXT) };
}
