import type { AgentEvent } from '../agent-event.ts';
import type { EventAttributes } from '../event-types.ts';
import type { ForeignEvent } from './read-result.ts';

/**
 * The `turn_ended` of a turn whose agent does not send one, at its last event. How it ended follows from the last thing
 * that a model or a tool did. Empty where there is no event of a turn, or the turn has its end.
 */
export function turnEnd(events: readonly ForeignEvent[]): readonly ForeignEvent[] {
  const members = events.filter(({ event }) => event.turnId !== undefined);
  const [first] = members;
  const last = members.at(-1);
  if (first === undefined || last === undefined) return [];
  if (members.some(({ event }) => event.name === 'turn_ended')) return [];
  const prompt = members.find(({ event }) => event.name === 'user_prompt') ?? first;
  const { conversationId, turnId = '', timeUnixMicros } = last.event;
  const event: AgentEvent<'turn_ended'> = {
    name: 'turn_ended',
    timeUnixMicros,
    conversationId,
    turnId,
    attributes: {
      duration_ms: Math.max(0, timeUnixMicros - prompt.event.timeUnixMicros) / 1000,
      // A prompt that no model saw, such as a command of the front end, is dealt with.
      ...(members.map((member) => ending(member.event)).findLast((found) => found !== undefined) ?? completed),
    },
  };
  return [{ ...last, event }];
}

type Ending = Pick<EventAttributes<'turn_ended'>, 'outcome' | 'error.message'>;

const completed: Ending = { outcome: 'completed' };
const interrupted: Ending = { outcome: 'interrupted' };

/** How the turn ended if this was the last of it; `undefined` for events that say nothing about it. */
function ending(event: AgentEvent): Ending | undefined {
  // The model would have been told.
  if (event.name === 'tool_decision' || event.name === 'tool_result') return interrupted;
  if (event.name === 'api_request') {
    const { 'error.message': message, 'http.response.status_code': status } = event.attributes;
    if (message === undefined && status !== undefined && status < 400) return interrupted;
    return { outcome: 'failed', 'error.message': message ?? `HTTP status ${status ?? 'unknown'}` };
  }
  if (event.name !== 'sse_event') return undefined;
  const { 'error.message': message, 'event.kind': kind } = event.attributes;
  const failed = message !== undefined || kind === 'stream.failed';
  if (failed) return { outcome: 'failed', 'error.message': message ?? 'stream failed' };
  return kind === 'response.completed' ? completed : undefined;
}
