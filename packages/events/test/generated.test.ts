import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { EVENTS, type EventName } from '@codex-langfuse/events';
import { commonMetadataSchema, eventJsonSchema } from '@codex-langfuse/events/schema';
import { decision, journaledRequest } from './samples.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const script = fileURLToPath(new URL('../scripts/generate.mjs', import.meta.url));

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'generated-'));
  mkdirSync(join(copy, 'docs'));
  cpSync(join(repository, 'docs/events.md'), join(copy, 'docs/events.md'));
  cpSync(join(repository, 'packages/events/schemas'), join(copy, 'packages/events/schemas'), { recursive: true });
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

test('docs/events.md and the schemas are what the registry says', () => {
  expect(generate('--check')).toEqual({ status: 0, stderr: '' });
});

test.each<[string, () => void, string]>([
  ['a changed reference', () => appendFileSync(join(copy, 'docs/events.md'), 'x'), 'stale: docs/events.md'],
  ['a missing reference', () => rmSync(join(copy, 'docs/events.md')), 'stale: docs/events.md'],
  [
    'a changed schema',
    () => appendFileSync(schemaFile('tool_result'), ' '),
    'stale: packages/events/schemas/tool_result.schema.json',
  ],
  [
    'a missing schema',
    () => rmSync(schemaFile('user_prompt')),
    'stale: packages/events/schemas/user_prompt.schema.json',
  ],
  [
    'a schema of no event',
    () => writeFileSync(schemaFile('tea_break'), '{}'),
    'surplus: packages/events/schemas/tea_break.schema.json',
  ],
])('the check finds %s, and generating mends it', (_what, damage, message) => {
  damage();
  expect(generate('--check', '--root', copy)).toEqual({ status: 1, stderr: expect.stringContaining(message) });
  expect(generate('--root', copy)).toEqual({ status: 0, stderr: '' });
  expect(generate('--check', '--root', copy)).toEqual({ status: 0, stderr: '' });
});

test.each(Object.keys(EVENTS) as EventName[])('the schema of %s is a schema of draft 2020-12', (name) => {
  const ajv = new Ajv2020({ strictSchema: true, strictTypes: true });
  for (const keyword of ['x-unit', 'x-privacy', 'x-source']) ajv.addKeyword(keyword);
  expect(ajv.validateSchema(eventJsonSchema(name))).toBe(true);
  expect(ajv.errors ?? null).toBeNull();
  expect(() => ajv.compile(eventJsonSchema(name))).not.toThrow();
});

test('schemas take samples and refuse wrong ones', () => {
  const ajv = new Ajv2020({ strict: false });
  const isDecision = ajv.compile(eventJsonSchema('tool_decision'));
  const isRequest = ajv.compile(eventJsonSchema('api_request'));
  const isCommon = ajv.compile(commonMetadataSchema());
  expect([isDecision(decision), isRequest(journaledRequest), isCommon(journaledRequest.context.common)]).toEqual([
    true,
    true,
    true,
  ]);
  expect(isDecision({ ...decision, attributes: { ...decision.attributes, decision: 'perhaps' } })).toBe(false);
  expect(isDecision(journaledRequest)).toBe(false);
  expect(isRequest({ ...journaledRequest, items: { input: [{ type: 'message' }] } })).toBe(false);
});

function schemaFile(name: string): string {
  return join(copy, 'packages/events/schemas', `${name}.schema.json`);
}

function generate(...parameters: string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [script, ...parameters], { encoding: 'utf8' });
  return { status, stderr };
}
