import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createConversation } from '@codex-langfuse/core';
import type { AgentEvent } from '@codex-langfuse/events';
import { demoModelConfig } from '../src/demo/demo-config.ts';
import { startDemoModel } from '../src/demo/demo-model.ts';
import { DEMO_PROMPT, createDemoProject } from '../src/demo/demo-project.ts';
import type { DemoProject } from '../src/demo/demo-project.ts';

let project: DemoProject;
let codexHome: string;
beforeEach(async () => {
  project = await createDemoProject();
  codexHome = await mkdtemp(join(tmpdir(), 'codex-home-'));
});
afterEach(async () => {
  await project.remove();
  await rm(codexHome, { recursive: true });
});

/** Runs a turn on the project and gives the names of the tools that ran, and the last message. */
async function play(): Promise<{ readonly tools: readonly string[]; readonly message: string | null }> {
  const model = await startDemoModel();
  const events: AgentEvent[] = [];
  const conversation = createConversation({
    config: {
      ...demoModelConfig(project.directory, model.url),
      approvalPolicy: 'never',
      sandboxMode: 'danger-full-access',
    },
    sink: { record: (event) => events.push(event) },
    cwd: project.directory,
    env: { PATH: process.env['PATH'], HOME: codexHome, CODEX_HOME: codexHome },
  });
  const result = await conversation.runTurn(DEMO_PROMPT);
  await model.close();
  expect(result.outcome).toBe('completed');
  return {
    tools: events.flatMap((event) => (event.name === 'tool_result' ? [event.attributes.tool_name] : [])),
    message: result.finalMessage,
  };
}

const source = (): string => join(project.directory, 'slugify.js');

test('it repairs the project', async () => {
  const { tools, message } = await play();
  expect(tools).toEqual(['exec_command', 'exec_command', 'apply_patch', 'exec_command']);
  expect(message).toMatch(/^Fixed/);
  expect(await readFile(source(), 'utf8')).toContain('/[^a-z0-9]+/g');
});

test('with the tests already passing it stops after the first run', async () => {
  const broken = await readFile(source(), 'utf8');
  await writeFile(source(), broken.replace('/[^a-z0-9]/g', '/[^a-z0-9]+/g'));
  const { tools, message } = await play();
  expect(tools).toEqual(['exec_command']);
  expect(message).toMatch(/pass already/);
});

test('a failure it does not know is reported, not repaired', async () => {
  await writeFile(source(), 'export const slugify = () => "wrong";\n');
  const { tools, message } = await play();
  expect(tools).toEqual(['exec_command', 'exec_command']);
  expect(message).toMatch(/do not know/);
});
