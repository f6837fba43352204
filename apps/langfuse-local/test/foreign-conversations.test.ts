import { readFileSync } from 'node:fs';
import type { ObservationsV2Page, TraceWithDetails } from '@codex-langfuse/langfuse';
import { expect, test } from '@jest/globals';
import { withServer } from './support.ts';
import type { TestServer } from './support.ts';

const LOGS = '/api/public/otel/v1/logs';
const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/agents/${name}`, import.meta.url));

async function traces(server: TestServer): Promise<readonly TraceWithDetails[]> {
  const page = (await (
    await server.get('/api/public/v2/observations?limit=1000&fields=core')
  ).json()) as ObservationsV2Page;
  const ids = [...new Set(page.data.map((observation) => observation.traceId))];
  const answers = await Promise.all(ids.map((id) => server.get(`/api/public/traces/${id}`)));
  return Promise.all(answers.map((answer) => answer.json() as Promise<TraceWithDetails>));
}

const outline = (trace: TraceWithDetails): readonly string[] =>
  trace.observations.map(({ type, name, level }) => `${type} ${name}${level === 'DEFAULT' ? '' : ` ${level}`}`);

const JSON_BODY = { 'content-type': 'application/json' };

async function takeCodex(server: TestServer): Promise<TraceWithDetails> {
  expect((await server.post(LOGS, fixture('codex-logs.json'), JSON_BODY)).status).toBe(200);
  const [trace, ...others] = await traces(server);
  expect(others).toEqual([]);
  if (trace === undefined) throw new Error('no trace was assembled');
  return trace;
}

test('log events of the real Codex become a priced trace of their turn', async () => {
  await withServer(async (server) => {
    const trace = await takeCodex(server);
    expect(outline(trace)).toEqual([
      'AGENT invoke_agent codex',
      'EVENT conversation_starts',
      'EVENT user_prompt',
      'GENERATION chat gpt-5-codex',
      'TOOL exec_command',
      'EVENT tool_decision',
      'GENERATION chat gpt-5-codex',
    ]);
    const generations = trace.observations.filter(({ type }) => type === 'GENERATION');
    expect(generations.map(({ usage }) => usage)).toEqual([
      { input: 1200, output: 60, total: 1260, unit: 'TOKENS' },
      { input: 1500, output: 40, total: 1540, unit: 'TOKENS' },
    ]);
    expect(trace.totalCost).toBeGreaterThan(0);
    expect(trace.totalCost).toBeCloseTo(
      generations.reduce((sum, { totalCost }) => sum + totalCost, 0),
      12,
    );
  });
});

test('protobuf gives the same kinds of observations', async () => {
  await withServer(async (server) => {
    const answer = await server.post(LOGS, fixture('codex-logs.pb'), { 'content-type': 'application/x-protobuf' });
    expect(answer.status).toBe(200);
    const [trace] = await traces(server);
    expect(trace?.observations.map(({ type }) => type)).toContain('GENERATION');
    expect(trace?.totalCost).toBeGreaterThan(0);
  });
});

test('record by record, in reverse, and twice: the trace is the same', async () => {
  let whole: TraceWithDetails | undefined;
  await withServer(async (server) => {
    whole = await takeCodex(server);
    expect(await takeCodex(server)).toEqual(whole);
  });
  await withServer(async (server) => {
    const { resourceLogs } = JSON.parse(fixture('codex-logs.json').toString()) as {
      resourceLogs: { resource: unknown; scopeLogs: { scope: unknown; logRecords: unknown[] }[] }[];
    };
    const single = resourceLogs.flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ scope, logRecords }) =>
        logRecords.map((record) => ({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record] }] }] })),
      ),
    );
    expect(single.length).toBeGreaterThan(20);
    for (const body of single.toReversed()) expect((await server.postJson(LOGS, body)).status).toBe(200);
    expect(await traces(server)).toEqual([whole]);
  });
});

test('log events of Claude Code become a trace as well', async () => {
  await withServer(async (server) => {
    expect((await server.post(LOGS, fixture('claude-code-logs.json'), JSON_BODY)).status).toBe(200);
    const [trace, ...others] = await traces(server);
    expect(others).toEqual([]);
    const types = new Set(trace?.observations.map(({ type }) => type));
    expect(types).toEqual(new Set(['AGENT', 'EVENT', 'GENERATION', 'TOOL']));
    expect(trace?.sessionId).toMatch(/./);
    expect(trace?.observations.find(({ type }) => type === 'AGENT')?.name).toBe('invoke_agent claude-code');
  });
});

test('log records of our own agent are kept and never assembled: their spans arrive as spans', async () => {
  await withServer(async (server) => {
    const body = fixture('codex-logs.json').toString().replaceAll('codex_otel.log_only', 'codex-langfuse');
    expect((await server.post(LOGS, body, JSON_BODY)).status).toBe(200);
    expect(await traces(server)).toEqual([]);
  });
});
