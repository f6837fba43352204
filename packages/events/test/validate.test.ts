import { expect, test } from '@jest/globals';
import { EVENTS } from '@codex-langfuse/events';
import { describeProblem, validateEvent } from '@codex-langfuse/events/validate';
import { changed, decision, journaledRequest } from './samples.ts';

const marker = 'confidential words of a person';

test('takes a raw event and a journaled one as they are', () => {
  expect(validateEvent(decision)).toEqual({ kind: 'valid', event: decision, unknown: [] });
  const result = validateEvent(journaledRequest);
  expect(result).toEqual({ kind: 'valid', event: journaledRequest, unknown: [] });
  expect(result.kind === 'valid' && result.event === journaledRequest).toBe(true);
});

const decisions = EVENTS.tool_decision.attributes.decision.values.map((value) => `"${value}"`).join(', ');

test.each<[string, object, readonly string[], unknown, string]>([
  [
    'a missing attribute',
    decision,
    ['attributes', 'call_id'],
    undefined,
    'tool_decision: attributes.call_id: expected a string, given nothing',
  ],
  [
    'a number for text',
    decision,
    ['attributes', 'tool_name'],
    7,
    'tool_decision: attributes.tool_name: expected a string, given an integer',
  ],
  [
    'null for text',
    decision,
    ['attributes', 'tool_name'],
    null,
    'tool_decision: attributes.tool_name: expected a string, given null',
  ],
  [
    'a value outside the set',
    decision,
    ['attributes', 'decision'],
    marker,
    `tool_decision: attributes.decision: expected one of ${decisions}, given a string of 30 characters`,
  ],
  [
    'text for a number',
    decision,
    ['attributes', 'wait_ms'],
    '12',
    'tool_decision: attributes.wait_ms: expected a number in ms, given a string of 2 characters',
  ],
  [
    'infinity',
    decision,
    ['attributes', 'wait_ms'],
    Infinity,
    'tool_decision: attributes.wait_ms: expected a number in ms, given a number that is not finite',
  ],
  [
    'attributes that are a list',
    decision,
    ['attributes'],
    [],
    'tool_decision: attributes: expected an object, given an array of 0',
  ],
  [
    'no attributes',
    decision,
    ['attributes'],
    undefined,
    'tool_decision: attributes: expected an object, given nothing',
  ],
  ['no name', decision, ['name'], undefined, 'event: name: expected a string that is not empty, given nothing'],
  [
    'no conversation',
    decision,
    ['conversationId'],
    '',
    'tool_decision: conversationId: expected a string that is not empty, given an empty string',
  ],
  [
    'an empty turn',
    decision,
    ['turnId'],
    '',
    'tool_decision: turnId: expected a string that is not empty, given an empty string',
  ],
  [
    'a time before 1970',
    decision,
    ['timeUnixMicros'],
    -1,
    'tool_decision: timeUnixMicros: expected an integer from 0, given a negative integer',
  ],
  [
    'a fraction of a microsecond',
    decision,
    ['timeUnixMicros'],
    1.5,
    'tool_decision: timeUnixMicros: expected an integer from 0, given a number that is no integer',
  ],
  [
    'a fraction for an integer',
    journaledRequest,
    ['attributes', 'attempt'],
    0.5,
    'api_request: attributes.attempt: expected an integer, given a number that is no integer',
  ],
  [
    'an integer beyond 2^53',
    journaledRequest,
    ['attributes', 'attempt'],
    2 ** 60,
    'api_request: attributes.attempt: expected an integer, given an integer beyond 2^53',
  ],
  [
    'sequence 0',
    journaledRequest,
    ['sequence'],
    0,
    'api_request: sequence: expected an integer from 1, given an integer',
  ],
  [
    'no writer',
    journaledRequest,
    ['writer'],
    undefined,
    'api_request: writer: expected a string that is not empty, given nothing',
  ],
  ['no context', journaledRequest, ['context'], undefined, 'api_request: context: expected an object, given nothing'],
  [
    'no model',
    journaledRequest,
    ['context', 'common', 'model'],
    undefined,
    'api_request: context.common.model: expected a string, given nothing',
  ],
  [
    'another auth mode',
    journaledRequest,
    ['context', 'common', 'auth_mode'],
    'chatgpt',
    'api_request: context.common.auth_mode: expected one of "ApiKey", "Chatgpt", given a string of 7 characters',
  ],
  [
    'a nested resource',
    journaledRequest,
    ['context', 'resource', 'a'],
    {},
    'api_request: context.resource: expected an object of strings, finite numbers, booleans and lists of strings, given an object',
  ],
  [
    'tags that are no list',
    journaledRequest,
    ['context', 'tags'],
    'ci',
    'api_request: context.tags: expected strings, given a string of 2 characters',
  ],
  [
    'a trace id in capitals',
    journaledRequest,
    ['context', 'remoteParent', 'traceId'],
    '0AF7651916CD43DD8448EB211C80319C',
    'api_request: context.remoteParent.traceId: expected 32 lower-case hex digits, given a string of 32 characters',
  ],
  [
    'a parent without a call',
    journaledRequest,
    ['context', 'parentConversation', 'callId'],
    undefined,
    'api_request: context.parentConversation.callId: expected a string that is not empty, given nothing',
  ],
  [
    'a span attribute that is a number',
    journaledRequest,
    ['context', 'spanAttributes', 'team'],
    1,
    'api_request: context.spanAttributes: expected an object of strings, given an object',
  ],
  [
    'items in the journal',
    journaledRequest,
    ['items', 'input'],
    [{ type: 'message' }],
    'api_request: items.input[0]: expected "sha256:" and 64 hex digits, given an object',
  ],
  [
    'a list of items that is none',
    journaledRequest,
    ['items', 'input'],
    marker,
    'api_request: items.input: expected an array, given a string of 30 characters',
  ],
  [
    'lists of items that are none',
    journaledRequest,
    ['items'],
    4,
    'api_request: items: expected an object of lists, given an integer',
  ],
])('refuses %s', (_what, value, path, replacement, message) => {
  const result = validateEvent(changed(value, path, replacement));
  expect(result.kind === 'invalid' && result.errors.map(describeProblem)).toEqual([message]);
  expect(JSON.stringify(result)).not.toContain(marker);
});

test.each([[undefined], [null], ['text'], [7], [[]], [() => undefined], [Symbol('s')], [10n]])(
  'refuses %p',
  (value) => {
    expect(validateEvent(value)).toMatchObject({
      kind: 'invalid',
      errors: [{ kind: 'wrong_type', expected: 'an object' }],
    });
  },
);

test('names every fault at once, with event and attribute', () => {
  const result = validateEvent({ ...decision, attributes: { tool_name: 1, call_id: 'c', decision: 'yes' } });
  expect(result).toMatchObject({
    kind: 'invalid',
    errors: [
      { kind: 'wrong_type', event: 'tool_decision', attribute: 'tool_name' },
      { kind: 'not_allowed', event: 'tool_decision', attribute: 'decision' },
      { kind: 'missing', event: 'tool_decision', attribute: 'source' },
    ],
  });
});

test('keeps unknown events and attributes and says so apart from errors', () => {
  const future = changed(decision, ['attributes', 'tool_colour'], marker);
  const kept = validateEvent(future);
  expect(kept).toMatchObject({ kind: 'valid', event: future });
  expect(kept.unknown.map(describeProblem)).toEqual([
    'tool_decision: attributes.tool_colour: expected no attribute of this name, given a string of 30 characters',
  ]);
  const other = validateEvent({ ...decision, name: 'tea_break' });
  expect(other).toMatchObject({
    kind: 'unknown',
    name: 'tea_break',
    unknown: [{ kind: 'unknown_event', event: 'tea_break' }],
  });
  expect(validateEvent({ ...decision, colour: 'red' }).unknown).toMatchObject([{ path: 'colour' }]);
  expect(validateEvent({ ...decision, items: { pictures: [] } }).unknown).toMatchObject([{ path: 'items.pictures' }]);
});

test('refuses unknown events and attributes if asked to', () => {
  const strict = { unknown: 'reject' } as const;
  expect(validateEvent(changed(decision, ['attributes', 'tool_colour'], 1), strict)).toMatchObject({
    kind: 'invalid',
    errors: [{ kind: 'unknown_attribute', attribute: 'tool_colour' }],
    unknown: [],
  });
  expect(validateEvent({ ...decision, name: 'tea_break' }, strict).kind).toBe('invalid');
  expect(validateEvent(journaledRequest, strict).kind).toBe('valid');
});

test.each(['toString', '__proto__', 'constructor', 'hasOwnProperty'])(
  'takes %s for neither an event nor an attribute',
  (key) => {
    expect(validateEvent({ ...decision, name: key }).kind).toBe('unknown');
    const result = validateEvent(changed(decision, ['attributes', key], 'x'));
    expect(result).toMatchObject({ kind: 'valid', unknown: [{ attribute: key }] });
    const inherited: unknown = { ...decision, attributes: Object.create(decision.attributes) as object };
    expect(validateEvent(inherited)).toMatchObject({ kind: 'invalid', errors: { length: 4 } });
  },
);

test('lists at most a hundred problems of a hostile value', () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`${'k'.repeat(500)}${index}`, index]),
  );
  const result = validateEvent({ ...decision, attributes: { ...decision.attributes, ...attributes } });
  expect(result.kind).toBe('valid');
  expect(result.unknown).toHaveLength(100);
  expect(Math.max(...result.unknown.map(({ path }) => path.length))).toBeLessThan(200);
});
