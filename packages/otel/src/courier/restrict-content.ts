import type { CapturePolicy, ContentKind } from '@codex-langfuse/config';
import type { EventEnvelope } from '@codex-langfuse/events';
import type { OpenJournal } from '../journal/open-journal.ts';
import { kindOfAttribute, leastPermissive, mostPermissive } from '../manager/capture.ts';
import { treatStrings, type Redactor } from '../redact/index.ts';

/** What one destination may see of a journal that holds what the most permissive one may see. */
export interface ContentView {
  readonly policy: CapturePolicy;
  restrict(event: EventEnvelope): EventEnvelope;
  content(reference: string): string | undefined;
}

/**
 * The stricter of what was promised when the events were recorded and what the configuration says now. Where the
 * journal holds full text for another destination's sake, it is redacted here.
 */
export function contentView(
  journal: OpenJournal,
  recorded: CapturePolicy,
  configured: CapturePolicy,
  redact: Redactor,
): ContentView {
  const policy = leastPermissive([recorded, configured]);
  const journaled = mostPermissive(
    journal.destinations.map((destination) => JSON.parse(destination.policy) as CapturePolicy),
  );
  const mustRedact = (kind: ContentKind): boolean => journaled[kind] === 'full' && policy[kind] !== 'full';
  const redactsAny = (['prompts', 'responses', 'tool_arguments', 'tool_output', 'system'] as const).some(mustRedact);
  if (!redactsAny) return { policy, restrict: (event) => event, content: (reference) => journal.content(reference) };
  return {
    policy,
    restrict: (event) => {
      const attributes = Object.entries(event.attributes).map(([key, value]) => {
        const kind = kindOfAttribute(key);
        return [key, kind !== undefined && typeof value === 'string' && mustRedact(kind) ? redact(value) : value];
      });
      return { ...event, attributes: Object.fromEntries(attributes) as unknown } as EventEnvelope;
    },
    content: (reference) => {
      // One item may stand in lists of several kinds, so all items are redacted as soon as one kind is.
      const text = journal.content(reference);
      return text === undefined ? undefined : JSON.stringify(treatStrings(JSON.parse(text), redact, true));
    },
  };
}
