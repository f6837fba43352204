import type { TurnErrorCode } from '../turn-result.ts';

/** Why a request or its stream gave no response. */
export interface ModelFailure {
  readonly code: TurnErrorCode;
  /** For the user; may quote the server. */
  readonly message: string;
  /** For telemetry, where it counts as metadata: status, type and code, never text that the server wrote. */
  readonly summary: string;
  /** `request`: repeat the HTTP attempt. `stream`: send the whole request anew. `none`: give up. */
  readonly retry: 'request' | 'stream' | 'none';
  /** The pause the server asks for, in milliseconds. */
  readonly retryAfterMillis?: number;
}

export const INTERRUPTED: ModelFailure = {
  code: 'interrupted',
  message: 'The turn was interrupted.',
  summary: 'interrupted',
  retry: 'none',
};
