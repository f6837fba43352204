import { hash } from 'node:crypto';
import type { CapturePolicy, OtelConfig } from '@codex-langfuse/config';
import type { AgentEvent, ConversationItem } from '@codex-langfuse/events';
import type { JournalEntry } from '../journal/journal-writer.ts';
import { redactAndTruncate, treatStrings, type Redactor } from '../redact/index.ts';
import { createEventPlans, hasType } from './attribute-plan.ts';
import { kindOfItem } from './capture.ts';

/** Longest metadata string, such as an error message. */
const METADATA_MAX_BYTES = 8192;

/** References of content that is known to be in the journal are forgotten beyond this many: asking twice is harmless. */
const REMEMBERED_REFERENCES = 20_000;

export interface EntryMaker {
  /** `undefined` for events that are never journaled. Content that `hasRoom` does not let in is left out and counted. */
  make(
    event: AgentEvent,
    contextJson: string,
    hasRoom: () => boolean,
  ): { entry: JournalEntry; dropped: number } | undefined;
  /** The entry is in the journal: its content need not be stored again. */
  stored(entry: JournalEntry): void;
}

interface ReferredItems {
  /** The references, by list. */
  readonly json: string | undefined;
  readonly content: ReadonlyMap<string, string>;
  readonly dropped: number;
}

const NO_ITEMS: ReferredItems = { json: undefined, content: new Map(), dropped: 0 };

/** Turns raw events into journal entries: gate, redaction, truncation, content by reference. */
export function createEntryMaker(policy: CapturePolicy, config: OtelConfig, redact: Redactor): EntryMaker {
  const references = new WeakMap<ConversationItem, string>();
  const known = new Set<string>();

  const treatContent = (text: string, level: 'redacted' | 'full'): string =>
    redactAndTruncate(text, policy.maxBytes, level === 'full' ? keep : redact);

  const planOf = createEventPlans(policy);

  const gate = (event: AgentEvent, hasRoom: () => boolean): { json: string; dropped: number } => {
    const plan = planOf(event.name);
    const attributes: Readonly<Record<string, unknown>> = event.attributes;
    const kept: Record<string, unknown> = {};
    let dropped = 0;
    for (const key of Object.keys(attributes)) {
      const value = attributes[key];
      const planned = plan.get(key);
      if (planned === undefined || !hasType(value, planned.type)) continue;
      if (planned.treatment === 'keep' || typeof value !== 'string') kept[key] = value;
      else if (planned.treatment === 'metadata') kept[key] = redactAndTruncate(value, METADATA_MAX_BYTES, redact);
      else if (hasRoom()) kept[key] = treatContent(value, planned.treatment);
      else dropped += 1;
    }
    return { json: JSON.stringify(kept), dropped };
  };

  const referTo = (item: ConversationItem, level: 'redacted' | 'full', content: Map<string, string>): string => {
    const before = references.get(item);
    if (before !== undefined && known.has(before)) return before;
    const text = JSON.stringify(
      treatStrings(readable(item), (string) => treatContent(string, level), level === 'redacted'),
    );
    const reference = `sha256:${hash('sha256', text)}`;
    references.set(item, reference);
    if (!known.has(reference)) content.set(reference, text);
    return reference;
  };

  const referToAll = (
    items: Readonly<Record<string, readonly ConversationItem[]>>,
    hasRoom: () => boolean,
  ): ReferredItems => {
    const content = new Map<string, string>();
    const lists: Record<string, readonly string[]> = {};
    let dropped = 0;
    for (const [list, entries] of Object.entries(items)) {
      const kept = entries.flatMap((item) => {
        const level = policy[kindOfItem(list, item)];
        return level === 'metadata' ? [] : [{ item, level }];
      });
      if (kept.length === 0) continue;
      if (!hasRoom()) dropped += kept.length;
      else lists[list] = kept.map(({ item, level }) => referTo(item, level, content));
    }
    return { json: Object.keys(lists).length === 0 ? undefined : JSON.stringify(lists), content, dropped };
  };

  return {
    make: (event, contextJson, hasRoom) => {
      if (isSilent(event, config)) return undefined;
      const attributes = gate(event, hasRoom);
      const referred = event.items === undefined ? NO_ITEMS : referToAll(event.items, hasRoom);
      return {
        entry: {
          turnId: event.turnId,
          conversationId: event.conversationId,
          name: event.name,
          timeUnixMicros: Math.trunc(event.timeUnixMicros),
          context: contextJson,
          attributes: attributes.json,
          items: referred.json,
          content: referred.content,
        },
        dropped: attributes.dropped + referred.dropped,
      };
    },
    stored: (entry) => {
      if (known.size > REMEMBERED_REFERENCES) known.clear();
      for (const reference of entry.content.keys()) known.add(reference);
    },
  };
}

/** Stream events are for the screen; only what decides usage and outcome is kept, unless deltas are asked for. */
function isSilent(event: AgentEvent, config: OtelConfig): boolean {
  if (event.name !== 'sse_event' || config.logSseDeltas) return false;
  const kind = event.attributes['event.kind'];
  return kind !== 'response.completed' && kind !== 'stream.failed';
}

/** Reasoning that only the provider can decrypt is of no use to a reader. */
function readable(item: ConversationItem): Readonly<Record<string, unknown>> {
  if (!('encrypted_content' in item)) return item;
  const { encrypted_content: _encrypted, ...rest } = item;
  return rest;
}

function keep(text: string): string {
  return text;
}
