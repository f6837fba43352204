import type { CodexConfig } from '@codex-langfuse/config';

import type { Clock } from '../clock.ts';
import type { ApprovalAnswer, ApprovalRequest } from '../conversation-input.ts';
import type { Shell } from './shell.ts';

/** What stays the same for all tool calls of a conversation. */
export interface ToolSession {
  readonly config: CodexConfig;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly shell: Shell;
  /** Absolute folders that `workspace-write` may write to, `cwd` among them. */
  readonly writableRoots: readonly string[];
  readonly approve: ((request: ApprovalRequest) => Promise<ApprovalAnswer>) | undefined;
  /** What was approved for the whole session. */
  readonly approvedForSession: Set<string>;
}
