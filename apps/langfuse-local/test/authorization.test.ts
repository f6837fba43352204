import { request as httpRequest } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { isLoopbackHost } from '../src/authorization.ts';
import { RECIPE, RECIPE_TRACE_ID, withServer } from './support.ts';

const TRACE = `/api/public/traces/${RECIPE_TRACE_ID}`;

describe('API', () => {
  test('answers without, with malformed and with wrong credentials as Langfuse does', async () => {
    await withServer(async (server) => {
      await server.postJson('/api/public/otel/v1/traces', RECIPE.request);
      const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
      for (const [authorization, message] of [
        [undefined, 'No authorization header'],
        ['Basic', 'Invalid authorization header'],
        ['Bearer abc', 'Invalid authorization header'],
        [basic('no colon'), 'Invalid authorization header'],
        [basic(`${server.keys.publicKey}:wrong`), 'Invalid credentials'],
        [basic(`wrong:${server.keys.secretKey}`), 'Invalid credentials'],
      ] as const) {
        const answer = await fetch(server.url + TRACE, {
          headers: authorization === undefined ? {} : { authorization },
        });
        expect(answer.status).toBe(401);
        expect(((await answer.json()) as { message: string }).message).toContain(message);
      }
      expect((await server.get(TRACE)).status).toBe(200);
    });
  });

  test('health needs no keys', async () => {
    await withServer(async (server) => {
      const answer = await fetch(`${server.url}/api/public/health`);
      expect(await answer.json()).toMatchObject({ status: 'OK' });
    });
  });
});

describe('pages', () => {
  test('closed without token; the token becomes a cookie and leaves the address', async () => {
    await withServer(async (server) => {
      await server.postJson('/api/public/otel/v1/traces', RECIPE.request);
      const page = `${server.url}/project/local/traces/${RECIPE_TRACE_ID}`;
      expect((await fetch(page)).status).toBe(401);
      expect((await fetch(`${page}?token=wrong`)).status).toBe(401);

      const entry = await fetch(`${page}?token=${server.keys.viewToken}`, { redirect: 'manual' });
      expect(entry.status).toBe(302);
      expect(entry.headers.get('location')).toBe(`/project/local/traces/${RECIPE_TRACE_ID}`);
      const cookie = entry.headers.get('set-cookie') ?? '';
      expect(cookie).toMatch(/HttpOnly/);
      const answer = await fetch(page, { headers: { cookie: cookie.split(';')[0] ?? '' } });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('invoke_agent codex');
    });
  });

  test('the redirect stays on this server', async () => {
    await withServer(async (server) => {
      const answer = await fetch(`${server.url}//elsewhere.example/?token=${server.keys.viewToken}`, {
        redirect: 'manual',
      });
      expect(answer.headers.get('location')).toBe('/elsewhere.example/');
    });
  });
});

describe('host names', () => {
  test('a rebound name is refused on loopback', async () => {
    await withServer(async (server) => {
      const { port } = new URL(server.url);
      const status = await new Promise((resolve, reject) => {
        httpRequest(
          {
            port,
            host: '127.0.0.1',
            path: TRACE,
            headers: { host: `evil.example:${port}`, authorization: server.authorization },
          },
          (answer) => resolve(answer.resume().statusCode),
        )
          .on('error', reject)
          .end();
      });
      expect(status).toBe(403);
    });
  });

  test.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['localhost', true],
    ['app.localhost', true],
    ['[::1]', true],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['10.0.0.1', false],
  ])('%s is loopback: %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected);
  });
});
