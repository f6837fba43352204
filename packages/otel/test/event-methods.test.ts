import { EVENTS } from '@codex-langfuse/events';
import type { AgentEvent } from '@codex-langfuse/events';
import { expect, test } from '@jest/globals';
import { createEventMethods } from '../src/manager/event-methods.ts';

const camelCase = (name: string): string =>
  name.replaceAll(/[._]([a-z])/g, (_match, letter: string) => letter.toUpperCase());

test('every event of the registry has its method', () => {
  const methods = createEventMethods(
    () => undefined,
    () => 0,
  );
  expect(Object.keys(methods).toSorted()).toEqual(Object.keys(EVENTS).map(camelCase).toSorted());
});

test('a method records its event, at its own time or now', () => {
  const recorded: AgentEvent[] = [];
  const { userPrompt, apiRequest } = createEventMethods(
    (event) => recorded.push(event),
    () => 1_000_000,
  );
  userPrompt({ conversationId: 'c', turnId: 't' }, { prompt_length: 3, prompt: 'abc' });
  const request = {
    'request.id': 'r',
    purpose: 'main',
    'request.model': 'gpt-5',
    provider_name: 'OpenAI',
    attempt: 0,
    duration_ms: 5,
    endpoint: '/responses',
  } as const;
  const items = { input: [{ type: 'message' }] };
  apiRequest({ conversationId: 'c', timeUnixMicros: 7 }, request, items);
  // @ts-expect-error a wrong attribute does not compile
  userPrompt({ conversationId: 'c' }, { prompt_lenght: 3 });
  // @ts-expect-error nor does a wrong value
  userPrompt({ conversationId: 'c' }, { prompt_length: 'three' });

  expect(recorded.slice(0, 2)).toEqual([
    {
      name: 'user_prompt',
      conversationId: 'c',
      turnId: 't',
      timeUnixMicros: 1_000_000,
      attributes: { prompt_length: 3, prompt: 'abc' },
    },
    { name: 'api_request', conversationId: 'c', timeUnixMicros: 7, attributes: request, items },
  ]);
});
