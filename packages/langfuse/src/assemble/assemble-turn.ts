import type { AssembledSpan, AssembledTurn, AssembleInput } from './assembled-turn.ts';
import { createGenerationContent } from './generation-content.ts';
import { groupEvents, type EventGroups } from './group-events.ts';
import { logRecords } from './log-records.ts';
import { momentSpan } from './moment-span.ts';
import { requestSpan } from './request-span.ts';
import { rootSpan } from './root-span.ts';
import { createSpanFactory } from './span-factory.ts';
import { decisionSpans, toolSpan } from './tool-span.ts';
import { turnFrame, type TurnFrame } from './turn-frame.ts';
import { turnMetrics } from './turn-metrics.ts';

/**
 * What a turn's events become in Langfuse and elsewhere: spans, log records and, once the turn is closed, metric
 * points. Pure: the same events give the same values in any order, and a span that is `final` is the same in whatever
 * is assembled later with more events of the turn. Throws `TypeError` if there is no event.
 */
export function assembleTurn(input: AssembleInput): AssembledTurn {
  const turn = turnFrame(input);
  const groups = groupEvents(turn.events, turn.hasTurn);
  const { signals = EVERYTHING } = input;
  const metrics = signals.has('metrics') ? turnMetrics(turn, groups) : undefined;
  return {
    conversationId: turn.conversationId,
    turnId: turn.turnId,
    state: turn.writerGone || (groups.ended !== undefined && groups.allClosed) ? 'closed' : 'open',
    spans: signals.has('traces') ? spansOf(turn, groups, input) : [],
    logRecords: signals.has('logs') ? logRecords(turn, groups.spanKeys, input.policy) : [],
    ...(metrics === undefined ? {} : { metrics }),
  };
}

const EVERYTHING: NonNullable<AssembleInput['signals']> = new Set(['traces', 'logs', 'metrics'] as const);

/** The root first, then in order of their first event. */
function spansOf(turn: TurnFrame, groups: EventGroups, input: AssembleInput): AssembledSpan[] {
  const makeSpan = createSpanFactory(turn);
  const content = createGenerationContent(input.content, input.policy);
  const children = groups.groups.flatMap((group) => {
    switch (group.kind) {
      case 'request':
        return [requestSpan(turn, group, content, makeSpan)];
      case 'tool':
        return [toolSpan(turn, group, input.policy, makeSpan)];
      case 'decision':
        return decisionSpans(group, makeSpan);
      case 'moment':
        return [momentSpan(turn, group, input.policy, makeSpan)];
    }
  });
  return [rootSpan(turn, groups, input, makeSpan), ...children];
}
