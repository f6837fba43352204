import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createRedactor, RULES } from '../src/redact/index.ts';
import { SERVICE_RULES } from '../src/redact/service-rules.ts';
import { TOKENS } from './corpus/secret-values.ts';
import { cellsOf, serviceTable } from './support/service-table.ts';

const services = new Set(SERVICE_RULES.map(({ service }) => service));
const document = readFileSync(new URL('../docs/redaction.md', import.meta.url), 'utf8');

test('credentials of at least 25 services are known', () => {
  expect(services.size).toBeGreaterThanOrEqual(50);
});

test('every service has a planted token that its own rule finds', () => {
  const redact = createRedactor({ patterns: [], allow: [] });
  const replacements = new Set(
    Object.values(TOKENS).map((token) => /\[redacted:(\w+)\]/.exec(redact(`x ${token} y`))?.[1]),
  );
  const unproven = [...services].filter(
    (service) => !SERVICE_RULES.some((rule) => rule.service === service && replacements.has(rule.name)),
  );
  expect(unproven).toEqual([]);
});

test('the table in docs/redaction.md is that of the rules', () => {
  expect(cellsOf(document).slice(0, services.size + 1)).toEqual(cellsOf(serviceTable(SERVICE_RULES)));
});

test('the name in every replacement is in docs/redaction.md', () => {
  const names = new Set([...RULES.map(({ name }) => name), 'custom', 'encoded_secret']);
  expect([...names].filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});
