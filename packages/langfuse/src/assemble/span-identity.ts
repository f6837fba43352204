import { hash } from 'node:crypto';
import type { RemoteParent } from '@codex-langfuse/events';

/** The turn that a span belongs to, and the context that it continues, if any. */
export interface TurnIdentity {
  readonly conversationId: string;
  readonly turnId: string;
  readonly remoteParent?: RemoteParent;
}

export interface SpanIdentity {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
}

/** Key of the span that stands for the turn. */
export const ROOT_KEY = 'root';

/**
 * The ids of a span, made from nothing but names: the same events give the same ids in any order of arrival and after
 * any restart, so a span that is sent again replaces itself.
 */
export function spanIdentity(turn: TurnIdentity, key: string): SpanIdentity {
  return createSpanIdentities(turn)(key);
}

/** The same for many spans of one turn: each is worked out once. */
export function createSpanIdentities(turn: TurnIdentity): (key: string) => SpanIdentity {
  const turnName = `${turn.conversationId}/${turn.turnId}`;
  const traceId = turn.remoteParent?.traceId ?? hash('sha256', turnName).slice(0, 32);
  const identities = new Map<string, SpanIdentity>();
  return (key) => {
    let identity = identities.get(key);
    if (identity === undefined) {
      identity = { traceId, spanId: hash('sha256', `${turnName}/${key}`).slice(0, 16) };
      identities.set(key, identity);
    }
    return identity;
  };
}
