import { test, expect } from '@jest/globals';
import type { AnyValue } from '@codex-langfuse/otlp';
import { mapAttributes } from './map-support.ts';

function metadataOf(value: AnyValue): string | undefined {
  return mapAttributes({}, { span: { attributes: [{ key: 'x', value }] } }).metadata['attributes.x'];
}

test.each<[AnyValue, string]>([
  [{ stringValue: 'text' }, 'text'],
  [{ boolValue: false }, 'false'],
  [{ intValue: '4096' }, '4096'],
  [{ doubleValue: 1.5 }, '1.5'],
  [{ doubleValue: 'NaN' }, 'NaN'],
  [{ arrayValue: { values: [{ intValue: '1' }, { stringValue: 'a' }] } }, '[1,"a"]'],
  [{ arrayValue: { values: [] } }, '[]'],
  [{ bytesValue: 'AQI=' }, '{"bytesValue":"AQI="}'],
  [{ kvlistValue: { values: [] } }, '{"kvlistValue":{"values":[]}}'],
  [{}, '{}'],
])('value %j becomes %s', (value, expected) => {
  expect(metadataOf(value)).toBe(expected);
});

test('of a repeated attribute the last one counts', () => {
  const attributes = ['first', 'second'].map((text) => ({ key: 'user.id', value: { stringValue: text } }));
  expect(mapAttributes({}, { span: { attributes } }).userId).toBe('second');
});

test('metadata is flattened, the trace wins over the observation, broken JSON is dropped', () => {
  const { metadata } = mapAttributes(
    {
      'langfuse.observation.metadata': '{"a":{"b":1,"list":[1,2]},"t":"observation","none":null}',
      'langfuse.observation.metadata.c.d': 'x',
      'langfuse.trace.metadata.t': 'trace',
      'langfuse.trace.metadata': 'not json',
    },
    { scope: { name: 'lib', version: '', attributes: [{ key: 'k', value: { boolValue: true } }] } },
  );
  expect(metadata).toEqual({
    'a.b': '1',
    'a.list': '[1,2]',
    t: 'trace',
    'c.d': 'x',
    'scope.name': 'lib',
    'scope.attributes.k': 'true',
  });
});

test("a key of the sender's own replaces the part of that name", () => {
  const { metadata } = mapAttributes({ 'langfuse.observation.metadata.attributes': 'mine', other: 1 });
  expect(metadata).toEqual({ attributes: 'mine', 'scope.name': 'test' });
});

test('what the Langfuse SDKs send is not repeated under attributes', () => {
  const { metadata } = mapAttributes({ 'user.id': 'u' }, { scope: { name: 'langfuse-sdk-js' } });
  expect(metadata).toEqual({ 'scope.name': 'langfuse-sdk-js' });
});

test('hostile names and values neither throw nor reach a prototype', () => {
  const deep = '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000);
  const observation = mapAttributes({
    __proto__x: 1,
    ['__proto__']: 'p',
    constructor: 'c',
    'langfuse.observation.metadata': `{"__proto__":{"polluted":true},"constructor":"c"}`,
    'langfuse.observation.metadata.__proto__': 'p',
    'langfuse.trace.metadata': deep,
    'langfuse.observation.input': deep,
    'langfuse.observation.output': deep,
    'langfuse.observation.usage_details': '{"__proto__":5,"input":1}',
    'langfuse.observation.model.parameters': deep,
    'gen_ai.tool.definitions': '[null,1,"x"]',
    model: 'constructor',
  });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(observation.input).toBe(deep);
  expect(observation.usageDetails).toMatchObject({ input: 1, total: 6 });
  expect(observation.metadata['constructor']).toBe('c');
  expect(Object.hasOwn(observation.metadata, '__proto__')).toBe(true);
});

test('an index beyond all reason claims no memory', () => {
  const { input } = mapAttributes({
    'gen_ai.prompt.0.content': 'hi',
    'gen_ai.prompt.4000000000.content': 'x',
    ['gen_ai.prompt.' + 'a.'.repeat(50_000)]: 'x',
  });
  expect(input).toBe('[{"content":"hi"}]');
});
