import { expect, test } from '@jest/globals';
import { RECIPE, RECIPE_TRACE_ID, spanRequest, withServer } from './support.ts';
import type { TestServer } from './support.ts';

interface Page {
  readonly data: readonly Record<string, unknown>[];
  readonly meta: { readonly cursor?: string };
}

const observations = async (server: TestServer, query: string): Promise<Page> => {
  const answer = await server.get(`/api/public/v2/observations?${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
};

test('a trace has the fields of Langfuse’s API', async () => {
  await withServer(async (server) => {
    await server.postJson('/api/public/otel/v1/traces', RECIPE.request);
    const trace = (await (await server.get(`/api/public/traces/${RECIPE_TRACE_ID}`)).json()) as Record<string, unknown>;
    expect(trace).toMatchObject({
      id: RECIPE_TRACE_ID,
      name: 'codex turn',
      timestamp: '2026-11-23T15:26:57.000Z',
      input: 'fix the failing test',
      output: 'Done.',
      sessionId: '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
      userId: 'dev@example.com',
      tags: ['codex-cli'],
      environment: 'production',
      release: '0.1.0',
      latency: 3,
      scores: [],
    });
  });
});

test('an unknown trace is Langfuse’s 404', async () => {
  await withServer(async (server) => {
    const answer = await server.get('/api/public/traces/ffffffffffffffffffffffffffffffff');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: 'LangfuseNotFoundError' });
  });
});

test('pages follow each other without gap or repetition, also where start times are equal', async () => {
  await withServer(async (server) => {
    const spans = Array.from({ length: 25 }, (_, index) => ({
      spanId: (index + 1).toString(16).padStart(16, '0'),
      startTimeUnixNano: String(1_795_447_617_000_000_000n + BigInt(Math.floor(index / 10)) * 1_000_000_000n),
    }));
    await server.postJson('/api/public/otel/v1/traces', spanRequest(...spans));
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page: Page = await observations(server, `limit=4${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      expect(page.data.length).toBeLessThanOrEqual(4);
      seen.push(...page.data.map((row) => row['id']));
      ({ cursor } = page.meta);
    } while (cursor !== undefined);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });
});

test('filters narrow, fields choose', async () => {
  await withServer(async (server) => {
    await server.postJson('/api/public/otel/v1/traces', RECIPE.request);
    const generations = await observations(server, 'type=GENERATION&fields=core,usage');
    expect(generations.data).toHaveLength(2);
    expect(generations.data[0]).toMatchObject({ usageDetails: { input: 500, input_cached_tokens: 1000 } });
    expect(generations.data[0]).not.toHaveProperty('name');
    expect((await observations(server, 'level=ERROR')).data).toEqual([expect.objectContaining({ name: 'shell' })]);
    expect((await observations(server, `traceId=${RECIPE_TRACE_ID}&type=EVENT`)).data).toHaveLength(2);
    expect((await observations(server, 'sessionId=elsewhere')).data).toHaveLength(0);
    expect((await observations(server, 'fromStartTime=2026-11-23T15:26:58.500Z')).data).toHaveLength(1);
    expect((await observations(server, 'toStartTime=2026-11-23T15:26:57.001Z')).data).toHaveLength(2);
  });
});

test.each(['limit=0', 'limit=x', 'limit=5000', 'cursor=!!', 'fromStartTime=yesterday', 'fields=core,nothing'])(
  '%s is refused by name',
  async (query) => {
    await withServer(async (server) => {
      const answer = await server.get(`/api/public/v2/observations?${query}`);
      expect(answer.status).toBe(400);
      const { error } = (await answer.json()) as { error: { path: string[] }[] };
      expect(error[0]?.path).toEqual([query.split('=')[0]]);
    });
  },
);
