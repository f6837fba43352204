import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load, thrownBy } from './support/workspace.ts';

const destination = '[otel.exporter.webhook]\nendpoint = "https://hooks.example/turns"\n';

test('a kind with a module is an exporter like the built-in ones; its path starts beside the file', () => {
  const user = `[otel.exporter_modules]\nwebhook = "exporters/webhook.mjs"\n${destination}`;
  const { config, root, warnings } = load({ user });
  expect(warnings).toEqual([]);
  expect(config.otel.exporterModules).toEqual({ webhook: join(root, '.codex', 'exporters', 'webhook.mjs') });
  expect(config.otel.destinations).toEqual([expect.objectContaining({ kind: 'webhook' })]);
});

test('without a module the kind is unknown', () => {
  expect(thrownBy(() => load({ user: destination, strict: true }))).toMatchObject({
    message: expect.stringContaining('webhook'),
  });
});

test.each([
  ['"Web Hook" = "a.mjs"', 'is not a name'],
  ['webhook = 3', 'webhook'],
  ['webhook = ""', 'webhook'],
])('refuses %s', (line, words) => {
  const user = `[otel.exporter_modules]\n${line}\n`;
  expect(thrownBy(() => load({ user, strict: true }))).toMatchObject({ message: expect.stringContaining(words) });
});

test('kinds that the program registers stay beside those with a module', () => {
  const user = `[otel.exporter_modules]\nother = "other.mjs"\n${destination}`;
  expect(load({ user, exporters: ['webhook'], strict: true }).config.otel.destinations).toEqual([
    expect.objectContaining({ kind: 'webhook' }),
  ]);
});
