import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { v4 as newUuid } from 'uuid';

import { errorText } from '../error-facts.ts';
import { readBody, readRequest } from './read-request.ts';
import type { ScriptedReply, ScriptedRequest } from './reply.ts';
import { sendReply } from './send-reply.ts';
import { createTokenEstimate } from './token-estimate.ts';

export interface ScriptedModelInput {
  /** Decides what the model says. A rejection is answered with status 500. */
  readonly reply: (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface ScriptedModel {
  /** The provider's base URL, ending in `/v1`. */
  readonly url: string;
  /** Stops the server and cuts the connections that are open. */
  close(): Promise<void>;
}

/**
 * A model without intelligence: an HTTP server that speaks the Responses API (`POST /v1/responses`, streaming) and
 * answers by a script. It takes requests from any client that can reach it and needs no key.
 */
export async function createScriptedModel(input: ScriptedModelInput): Promise<ScriptedModel> {
  const host = input.host ?? '127.0.0.1';
  const estimate = createTokenEstimate();
  const now = input.now ?? Date.now;
  let requests = 0;
  const handle = async (message: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const path = new URL(message.url ?? '/', 'http://localhost').pathname;
    if (path !== '/v1/responses') return sendError(answer, 404, `there is nothing at ${path}`);
    if (message.method !== 'POST') return sendError(answer, 405, 'use POST');
    const text = await readBody(message);
    if (text === undefined) return sendError(answer, 413, 'the body is too large');
    const request = readRequest(message, text, requests);
    if (typeof request === 'string') return sendError(answer, 400, request);
    requests += 1;
    const reply = await input.reply(request);
    await sendReply(answer, { request, reply, estimate, newId, createdAtSeconds: Math.floor(now() / 1000) });
  };
  const server = createServer((message, answer) => {
    handle(message, answer).catch((error: unknown) => {
      if (answer.headersSent) answer.destroy();
      else sendError(answer, 500, errorText(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(input.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function newId(prefix: string): string {
  return `${prefix}_${newUuid().replaceAll('-', '')}`;
}

function sendError(answer: ServerResponse, status: number, message: string): void {
  answer.writeHead(status, { 'content-type': 'application/json' });
  answer.end(
    JSON.stringify({ error: { message, type: status === 500 ? 'server_error' : 'invalid_request_error', code: null } }),
  );
}
