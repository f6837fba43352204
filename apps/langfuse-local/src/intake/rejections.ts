import type { PartialSuccess } from '@codex-langfuse/otlp';

/** What became of a request's items. */
export interface Taken {
  readonly stored: number;
  /** Absent when all of them were stored. */
  readonly partialSuccess?: PartialSuccess;
}

const LISTED = 5;

/** Collects refused items; the message names the first few. */
export function createRejections(): { add(reason: string): void; taken(stored: number): Taken } {
  const reasons: string[] = [];
  let rejected = 0;
  return {
    add(reason): void {
      rejected += 1;
      if (reasons.length < LISTED) reasons.push(reason);
    },
    taken(stored): Taken {
      if (rejected === 0) return { stored };
      const more = rejected > reasons.length ? `; and ${rejected - reasons.length} more` : '';
      return { stored, partialSuccess: { rejected, message: `${reasons.join('; ')}${more}` } };
    },
  };
}
