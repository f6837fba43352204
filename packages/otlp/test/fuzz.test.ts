import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { decodeRequest, decodeResponse, decodeStatus, encodeRequest } from '../src/index.ts';
import type { Encoding, Signal } from '../src/index.ts';
import { below, createRandom, pick } from './random.ts';
import { randomRequests } from './random-requests.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];
const JSON_PIECES = [
  'null',
  '[]',
  '{}',
  '"',
  ',',
  ':',
  '0',
  '-1',
  '1e999',
  '"x"',
  '[{',
  '}]',
  '\\u0000',
  '"__proto__":',
  'true',
];

test.each(['protobuf', 'json'] as const)(
  '20 000 damaged bodies are decoded or refused, never thrown: %s',
  async (encoding) => {
    const random = createRandom(encoding === 'json' ? 7 : 11);
    const bodies = await validBodies(encoding, random);
    const oddMessages: string[] = [];
    const outcomes = { decoded: 0, refused: 0 };
    for (let round = 0; round < 20_000; round += 1) {
      const { signal, body } = pick(random, bodies);
      const damaged = damage(body, encoding, random);
      // Also what is sent to the wrong address: logs to /v1/traces.
      const result = decodeRequest(random() < 0.9 ? signal : pick(random, SIGNALS), damaged, encoding);
      outcomes[result.ok ? 'decoded' : 'refused'] += 1;
      if (!result.ok && !/^[\w.[\]]+: \S.{0,120}$/.test(result.message)) oddMessages.push(result.message);
      decodeResponse(signal, encoding, damaged);
      decodeStatus(damaged, encoding);
    }
    expect(oddMessages).toEqual([]);
    // Both branches must have been taken often, or the damage was no test.
    expect(outcomes.decoded).toBeGreaterThan(1000);
    expect(outcomes.refused).toBeGreaterThan(1000);
  },
);

async function validBodies(encoding: Encoding, random: () => number): Promise<{ signal: Signal; body: Buffer }[]> {
  const captured = await readFile(new URL('./fixtures/codex-0.169.0/logs.pb', import.meta.url));
  const bodies: { signal: Signal; body: Buffer }[] =
    encoding === 'protobuf' ? [{ signal: 'logs', body: captured }] : [];
  while (bodies.length < 60) {
    const requests = randomRequests(random);
    for (const signal of SIGNALS) {
      const body = Buffer.from(encodeRequest(signal, requests[signal], encoding));
      // Long texts would swallow most of the damage.
      if (body.length > 20 && body.length < 5000) bodies.push({ signal, body });
    }
  }
  return bodies;
}

function damage(body: Buffer, encoding: Encoding, random: () => number): Buffer {
  const damaged = Buffer.from(body);
  const at = below(random, damaged.length);
  const kind = below(random, 5);
  if (kind === 0) return damaged.subarray(0, at);
  if (kind === 1) return Buffer.concat([damaged.subarray(0, at), damaged.subarray(at + 1 + below(random, 8))]);
  if (kind === 2) return Buffer.concat([damaged.subarray(0, at), damaged.subarray(below(random, damaged.length))]);
  if (kind === 3 && encoding === 'json') {
    return Buffer.concat([damaged.subarray(0, at), Buffer.from(pick(random, JSON_PIECES)), damaged.subarray(at)]);
  }
  for (let times = 1 + below(random, 4); times > 0; times -= 1)
    damaged[below(random, damaged.length)] = below(random, 256);
  return damaged;
}
