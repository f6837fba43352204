import { expect, test } from '@jest/globals';
import { isLangfuseEndpoint, isLoopback, langfuseUrl } from '../src/otel/endpoint.ts';

test.each([
  ['http://localhost:1', true],
  ['http://LOCALHOST', true],
  ['http://app.localhost', true],
  ['http://127.0.0.1', true],
  ['http://127.9', true],
  ['http://[::1]:4318', true],
  ['http://[::ffff:127.0.0.1]', true],
  ['http://[::ffff:128.0.0.1]', false],
  ['http://[::2]', false],
  ['http://127.0.0.1.example', false],
  ['http://notlocalhost', false],
  ['http://localhost.example', false],
])('%s is this machine: %s', (url, expected) => {
  expect(isLoopback(new URL(url))).toBe(expected);
});

test.each([
  ['https://cloud.langfuse.com', true],
  ['https://us.cloud.langfuse.com/v1/traces', true],
  ['https://notcloud.langfuse.com', false],
  ['https://cloud.langfuse.com.example', false],
  ['https://o.example/prefix/api/public/otel/', true],
  ['https://o.example/api/public', false],
])('%s is a Langfuse: %s', (url, expected) => {
  expect(isLangfuseEndpoint(new URL(url))).toBe(expected);
});

test.each([
  ['https://o.example//', 'https://o.example/api/public/otel/v1/traces'],
  ['https://o.example/prefix/', 'https://o.example/prefix/api/public/otel/v1/traces'],
  ['https://o.example/apiary', 'https://o.example/apiary/api/public/otel/v1/traces'],
  ['https://o.example/api', undefined],
  ['https://o.example/api/public', undefined],
  ['https://o.example/v1/traces', undefined],
  ['https://cloud.langfuse.com/prefix', undefined],
])('traces of the Langfuse at %s go to %s', (base, expected) => {
  const result = langfuseUrl(new URL(base));
  expect(result.status === 'traces' ? result.url.href : undefined).toBe(expected);
});
