import { byteLength } from '../text/bytes.ts';

/** How a tool call ended. */
export interface ToolOutcome {
  /** What the model is given. */
  readonly text: string;
  readonly success: boolean;
  readonly durationMillis: number;
  /** Bytes of the whole text, before it was cut. */
  readonly outputBytes: number;
  readonly truncated: boolean;
  /** Only when a process ran to its end. */
  readonly exitCode?: number;
  /** Why it failed, where an exit code does not say it. Counts as metadata: no text of the model or of files. */
  readonly errorMessage?: string;
  /** What the sandbox did to the command. */
  readonly sandbox?: 'denied' | 'escalated' | 'timed_out';
}

/** A call that failed without running. */
export function refused(text: string, errorMessage: string): ToolOutcome {
  return { text, success: false, durationMillis: 0, outputBytes: byteLength(text), truncated: false, errorMessage };
}
