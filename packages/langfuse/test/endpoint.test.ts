import { test, expect } from '@jest/globals';
import { basicAuthorization, langfuseRegions, langfuseTracesUrl } from '@codex-langfuse/langfuse';

test.each([
  ['https://cloud.langfuse.com', 'https://cloud.langfuse.com/api/public/otel/v1/traces'],
  ['https://cloud.langfuse.com/', 'https://cloud.langfuse.com/api/public/otel/v1/traces'],
  ['http://127.0.0.1:3000/api/public/otel', 'http://127.0.0.1:3000/api/public/otel/v1/traces'],
  ['http://127.0.0.1:3000/api/public/otel/v1/traces/', 'http://127.0.0.1:3000/api/public/otel/v1/traces'],
  ['https://example.com/langfuse?a=b#c', 'https://example.com/langfuse/api/public/otel/v1/traces'],
])('%s takes traces at %s', (given, expected) => {
  expect(langfuseTracesUrl(given)).toBe(expected);
});

test('every region is a base URL', () => {
  for (const url of Object.values(langfuseRegions))
    expect(langfuseTracesUrl(url)).toBe(`${url}/api/public/otel/v1/traces`);
});

test('keys become Basic authorization', () => {
  expect(basicAuthorization('pk-lf-1', 'sk-lf-2')).toBe('Basic cGstbGYtMTpzay1sZi0y');
});
