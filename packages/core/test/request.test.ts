import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Secret } from '@codex-langfuse/config';
import { createConversation } from '@codex-langfuse/core';
import { testConfig } from '@codex-langfuse/core/testing';
import { expect, test } from '@jest/globals';

import { call, closing, say, startHarness } from './support/harness.ts';

test('a request has the body and headers of the Responses API', async () => {
  await using harness = closing(
    await startHarness([call('exec_command', { cmd: 'true' }), say('ok')], {
      config: { modelReasoningEffort: 'high' },
      provider: {
        id: 'openai',
        httpHeaders: { 'X-Team': new Secret('blue', 'config') },
        queryParams: { 'api-version': '1' },
      },
      input: {
        originator: 'codex_exec',
        version: '1.2.3',
        env: {
          PATH: process.env['PATH'],
          TERM_PROGRAM: 'vscode',
          TERM_PROGRAM_VERSION: '1.95.0',
          OPENAI_ORGANIZATION: 'org-1',
          OPENAI_PROJECT: 'proj-1',
        },
      },
    }),
  );
  await harness.conversation.runTurn('hi');
  const [first, second] = harness.model.requests;
  expect(first?.headers).toMatchObject({
    authorization: 'Bearer scripted-key',
    accept: 'text/event-stream',
    originator: 'codex_exec',
    session_id: harness.conversation.id,
    version: '1.2.3',
    'user-agent': expect.stringMatching(/^codex_exec\/1\.2\.3 \(.+; .+\) vscode\/1\.95\.0$/),
    'openai-organization': 'org-1',
    'openai-project': 'proj-1',
    'x-team': 'blue',
  });
  expect(first?.body).toMatchObject({
    model: 'gpt-5.5',
    instructions: expect.stringContaining('coding agent'),
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'high', summary: 'auto' },
    store: false,
    stream: true,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: harness.conversation.id,
  });
  expect(Object.keys(first?.body ?? {})).toHaveLength(11);
  const tools = first?.body['tools'] as readonly {
    readonly type: string;
    readonly name: string;
    readonly format?: object;
  }[];
  expect(tools.map(({ type, name }) => [type, name])).toEqual([
    ['function', 'exec_command'],
    ['custom', 'apply_patch'],
    ['function', 'update_plan'],
  ]);
  expect(tools[1]?.format).toMatchObject({
    type: 'grammar',
    syntax: 'lark',
    definition: expect.stringContaining('*** Begin Patch'),
  });
  expect(second?.input.at(-2)).toEqual({
    type: 'function_call',
    name: 'exec_command',
    call_id: 'call_1',
    arguments: '{"cmd":"true"}',
  });
  expect(second?.input.at(-1)).toMatchObject({ type: 'function_call_output', call_id: 'call_1' });
});

test('without reasoning effort nothing is asked about reasoning, and reasoning that cannot be sent back is not', async () => {
  await using harness = closing(
    await startHarness([say('ok')], { input: { shellTool: 'shell_command', parallelToolCalls: false } }),
  );
  await harness.conversation.runTurn('hi');
  expect(harness.model.requests[0]?.body).toMatchObject({
    reasoning: null,
    include: [],
    parallel_tool_calls: false,
    tools: [{ name: 'shell_command' }, {}, {}],
  });
});

test('AGENTS.md files come as one user message, the user’s own first, deeper folders later, within the budget', async () => {
  await using harness = closing(
    await startHarness([say('ok'), say('ok')], {
      config: { projectDocMaxBytes: 24 },
      async prepare(cwd, home) {
        await mkdir(join(cwd, '.git'));
        await mkdir(join(cwd, 'sub'));
        await writeFile(join(home, 'AGENTS.md'), 'home rules');
        await writeFile(join(cwd, 'AGENTS.md'), 'not read');
        await writeFile(join(cwd, 'AGENTS.override.md'), 'root rules');
        await writeFile(join(cwd, 'sub', 'AGENTS.md'), 'sub rules äääääääääääääää');
      },
    }),
  );
  const cwd = join(harness.cwd, 'sub');
  const config = testConfig({
    baseUrl: harness.model.url,
    home: harness.home,
    cwd,
    change: { projectDocMaxBytes: 23 },
  });
  const conversation = createConversation({ config, cwd, env: {}, sink: { record: () => {} } });
  await conversation.runTurn('hi');
  const texts = harness.model.requests[0]?.input.map(
    (item) => (item['content'] as readonly { readonly text: string }[])[0]?.text,
  );
  expect(texts).toEqual([
    `# AGENTS.md instructions for ${cwd}\n\n<INSTRUCTIONS>\nhome rules\n\nroot rules\n\nsub rules ä\n</INSTRUCTIONS>`,
    expect.stringContaining(`<cwd>${cwd}</cwd>`),
    'hi',
  ]);
});

test('a key that no header can carry is reported without its text', () => {
  const provider = { apiKey: new Secret('secret\nvalue', 'env K') };
  const config = testConfig({ baseUrl: 'http://127.0.0.1:1/v1', home: '/', cwd: '/', provider });
  const create = () => createConversation({ config, cwd: '/', env: {}, sink: { record: () => {} } });
  expect(create).toThrow('the header authorization of the model provider "Scripted" cannot be sent');
  expect(create).not.toThrow('secret');
});
