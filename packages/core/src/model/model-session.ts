import type { CodexConfig } from '@codex-langfuse/config';
import type { ConversationItem } from '@codex-langfuse/events';

import type { Clock } from '../clock.ts';
import type { EventRecorder } from '../event-recorder.ts';

/** What stays the same for all model requests of a turn. */
export interface ModelSession {
  readonly config: CodexConfig;
  readonly conversationId: string;
  readonly instructions: string;
  /** The instructions as the first item of what is recorded as sent. */
  readonly instructionsItem: ConversationItem;
  readonly tools: readonly ConversationItem[];
  readonly parallelToolCalls: boolean;
  readonly headers: Headers;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly recorder: EventRecorder;
  readonly onNotice: (text: string) => void;
}
