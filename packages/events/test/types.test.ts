import { expect, test } from '@jest/globals';
import type {
  AgentEvent,
  EventAttributes,
  EventEnvelope,
  EventName,
  EventSink,
  ItemLists,
} from '@codex-langfuse/events';
import { decision, journaledRequest } from './samples.ts';

/** What has to compile, and, under `@ts-expect-error`, what must not: a directive that is not needed is an error itself. */
function typesOnly(sink: EventSink): void {
  sink.record(decision);
  const complete: EventAttributes<'turn_ended'> = { outcome: 'failed', duration_ms: 12.5, 'error.message': 'no route' };

  // @ts-expect-error An attribute that the event does not have.
  const surplus: EventAttributes<'turn_ended'> = { ...complete, colour: 'red' };
  // @ts-expect-error A required attribute is missing.
  const incomplete: EventAttributes<'turn_ended'> = { outcome: 'failed' };
  // @ts-expect-error Text for a number.
  const textual: EventAttributes<'turn_ended'> = { outcome: 'failed', duration_ms: '12' };
  // @ts-expect-error A value outside the closed set.
  const cancelled: EventAttributes<'turn_ended'> = { outcome: 'cancelled', duration_ms: 1 };
  // @ts-expect-error An optional attribute is absent or has a value; it is never undefined.
  const undefinedMessage: EventAttributes<'turn_ended'> = { ...complete, 'error.message': undefined };
  // @ts-expect-error Attributes are read-only.
  complete.outcome = 'completed';
  // @ts-expect-error Codex's own spelling in older versions.
  const older: EventAttributes<'tool_decision'>['decision'] = 'approvedforsession';
  // @ts-expect-error Optional attributes of events that only the real Codex sends are typed too.
  const connection: EventAttributes<'websocket_connect'> = { duration_ms: 1, success: true, 'auth.cf_ray': 1 };
  // @ts-expect-error No such event.
  const name: EventName = 'codex.user_prompt';
  // @ts-expect-error The attributes of one event under the name of another.
  sink.record({ ...decision, name: 'turn_ended' });
  // @ts-expect-error An item list that the event does not have.
  const lists: ItemLists<'api_request', string> = { output: [] };
  // @ts-expect-error An event without item lists.
  const noLists: ItemLists<'user_prompt', string> = { input: [] };
  // @ts-expect-error A journaled event has a writer.
  const envelope: EventEnvelope<'tool_decision'> = decision;
  // @ts-expect-error Items on the live stream are objects, in the journal references.
  const live: AgentEvent<'api_request'> = { ...journaledRequest };

  void [
    surplus,
    incomplete,
    textual,
    cancelled,
    undefinedMessage,
    older,
    connection,
    name,
    lists,
    noLists,
    envelope,
    live,
  ];
}

test('wrong attributes do not compile; `pnpm run types` checks the directives above', () => {
  expect(typeof typesOnly).toBe('function');
});
