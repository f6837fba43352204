import type { ContentPolicy } from './assembled-turn.ts';
import { capText } from './cap-json.ts';

/** What a policy speaks about: whose words or which data a piece of content is. */
export type ContentKind = Exclude<keyof ContentPolicy, 'maxBytes'>;

/** Whether the policy lets the text itself out; redaction has been applied before an event was journaled. */
export function mayLeave(kind: ContentKind, policy: ContentPolicy): boolean {
  return policy[kind] !== 'metadata';
}

/**
 * The text if the policy lets it out, else a mark with its length. The mark keeps a conversation readable: who spoke,
 * in which order, and how much.
 */
export function capturedText(text: string, kind: ContentKind, policy: ContentPolicy): string {
  return mayLeave(kind, policy) ? text : notCaptured(Buffer.byteLength(text), 'bytes');
}

/**
 * An attribute's text within the limit of the policy, if it was kept and the policy lets it out; else a mark with the
 * length that the whole had.
 */
export function capturedAttribute(
  text: string | undefined,
  kind: ContentKind,
  policy: ContentPolicy,
  whole: { readonly length: number; readonly unit: 'bytes' | 'characters' },
): string {
  if (text === undefined || !mayLeave(kind, policy)) return notCaptured(whole.length, whole.unit);
  return capText(text, policy.maxBytes);
}

function notCaptured(length: number, unit: 'bytes' | 'characters'): string {
  return `[not captured: ${length} ${unit}]`;
}
