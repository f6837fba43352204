import { expect, test } from '@jest/globals';
import { RECIPE, RECIPE_TRACE_ID, spanRequest, withServer } from './support.ts';

test('the trace page shows tree, figures and content', async () => {
  await withServer(async (server) => {
    await server.postJson('/api/public/otel/v1/traces', RECIPE.request);
    const page = await (await server.get(`/project/local/traces/${RECIPE_TRACE_ID}`)).text();
    for (const text of [
      'invoke_agent codex',
      'chat gpt-5-codex',
      '1,200 → 60 tokens',
      '$0.000975',
      'ERROR: exit code 1',
      '1 failed',
    ]) {
      expect(page).toContain(text);
    }
    expect(await (await server.get('/')).text()).toContain(`/project/local/traces/${RECIPE_TRACE_ID}`);
  });
});

test('what agents send is text, never markup', async () => {
  await withServer(async (server) => {
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const attribute = (key: string): unknown => ({ key, value: { stringValue: hostile } });
    await server.postJson(
      '/api/public/otel/v1/traces',
      spanRequest({
        name: hostile,
        attributes: ['langfuse.trace.name', 'langfuse.observation.input', 'session.id', `k${hostile}`].map(attribute),
        status: { code: 2, message: hostile },
      }),
    );
    for (const path of ['/', '/project/local/traces/11111111111111111111111111111111']) {
      const answer = await server.get(path);
      const page = await answer.text();
      expect(page).not.toMatch(/<script|<img/);
      expect(page).toContain('&lt;script&gt;');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});

test('without traces the list says how to get some', async () => {
  await withServer(async (server) => {
    expect(await (await server.get('/')).text()).toContain('/api/public/otel');
    expect((await server.get('/project/local/traces/unknown')).status).toBe(404);
  });
});
