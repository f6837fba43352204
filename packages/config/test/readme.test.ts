import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load } from './support/workspace.ts';

test("the README's config.toml loads", () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const documents = Array.from(readme.matchAll(/```toml\n([\s\S]*?)```/g), ([, document = '']) => document);
  expect(documents).toHaveLength(1);
  const user = (documents[0] ?? '')
    .replace('["op", "read", "op://team/otel/header"]', '["/bin/echo", "Bearer x"]')
    .replace('certs/ca.pem', join(import.meta.dirname, 'fixtures/tls/authority.pem'));
  const { config, warnings } = load({ user, env: { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' } });
  expect(warnings).toEqual([]);
  expect(config.otel.destinations.map(({ name, kind, signals }) => [name, kind, Object.keys(signals)])).toEqual([
    ['default', 'langfuse', ['traces']],
    ['team', 'otlp-http', ['traces', 'logs']],
  ]);
});
