import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceRequest } from '@codex-langfuse/otlp';
import { startLangfuseLocal } from '../src/start-langfuse-local.ts';
import type { LangfuseLocal } from '../src/start-langfuse-local.ts';

/** One turn of an agent as OTLP/JSON, with what Langfuse's own mapper makes of it. */
export const RECIPE = JSON.parse(readFileSync(new URL('fixtures/recipe-turn.json', import.meta.url), 'utf8')) as {
  readonly request: TraceRequest;
};
export const RECIPE_TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

export interface TestServer extends LangfuseLocal {
  readonly directory: string;
  readonly authorization: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<Response>;
  postJson(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** Runs `work` against a real server on a free port and a data directory of its own. */
export async function withServer(work: (server: TestServer) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'langfuse-local-'));
  const server = await startLangfuseLocal({ directory, port: 0 });
  try {
    await work(clientOf(server, directory));
  } finally {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

export function clientOf(server: LangfuseLocal, directory: string): TestServer {
  const { publicKey, secretKey } = server.keys;
  const authorization = `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;
  const post: TestServer['post'] = (path, body, headers = {}) =>
    fetch(server.url + path, { method: 'POST', headers: { authorization, ...headers }, body: body as string });
  return {
    ...server,
    directory,
    authorization,
    get: (path, headers = {}) =>
      fetch(server.url + path, { headers: { authorization, ...headers }, redirect: 'manual' }),
    post,
    postJson: (path, body, headers = {}) =>
      post(path, JSON.stringify(body), { 'content-type': 'application/json', ...headers }),
  };
}

/** A request of one span; members override the valid ones. */
export function spanRequest(...spans: readonly Record<string, unknown>[]): unknown {
  const complete = spans.map((span) => ({
    traceId: '11111111111111111111111111111111',
    spanId: '2222222222222222',
    name: 'step',
    kind: 1,
    startTimeUnixNano: '1795447617000000000',
    endTimeUnixNano: '1795447618000000000',
    attributes: [],
    ...span,
  }));
  return {
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'test' }, spans: complete }] }],
  };
}
