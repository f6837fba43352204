import { afterEach, expect, test } from '@jest/globals';
import { Secret } from '@codex-langfuse/config';
import { createExporter, registerExporter } from '@codex-langfuse/exporter';
import type { Exporter, ExporterFactory } from '@codex-langfuse/exporter';
import {
  createMemorySource,
  sampleDestination,
  sampleEnvironment,
  sampleSpanItem,
} from '@codex-langfuse/exporter/testing';
import { deliverOnce } from './support.ts';

const FAULT = { code: 'mine', message: 'no', hint: 'do' };
let restore = (): void => undefined;
afterEach(() => restore());

function register(factory: unknown): void {
  restore = registerExporter('foreign', factory as ExporterFactory);
}

const destination = sampleDestination('', 'http/json', {
  kind: 'foreign',
  headers: { authorization: new Secret('Bearer planted', 'test') },
  timeoutMillis: 50,
});

async function deliverBy(exporter: Partial<Record<keyof Exporter, unknown>>) {
  register(() => ({ close: async () => undefined, ...exporter }));
  const source = createMemorySource(Date.now, [sampleSpanItem(1), sampleSpanItem(2)]);
  return { summary: await deliverOnce(source, destination), ledger: source.ledger() };
}

test.each([
  ['nothing', undefined],
  ['a kind that does not exist', { kind: 'ok' }],
  ['a fault that is none', { kind: 'retry' }],
  ['a count that is none', { kind: 'partial', rejected: Number.NaN, fault: FAULT }],
  ['a count below zero', { kind: 'partial', rejected: -1, fault: FAULT }],
])('regression: %s for an outcome broke the counts', async (_name, answer) => {
  const { summary, ledger } = await deliverBy({ export: async () => answer });
  expect(summary).toMatchObject({ requests: 1, stopped: 'paused', fault: { code: 'exporter_failed' } });
  expect(ledger).toEqual({ recorded: 2, delivered: 0, rejected: 0, pending: 2 });
});

test.each([
  ['rejects', async () => Promise.reject(new Error('invalid header "Bearer planted"\u001B[31m'))],
  [
    'throws',
    () => {
      throw new TypeError('invalid header "Bearer planted"\u001B[31m');
    },
  ],
])('regression: one that %s ended the delivery to all destinations', async (_name, failing) => {
  const { summary, ledger } = await deliverBy({ export: failing });
  expect(summary).toMatchObject({ stopped: 'paused', fault: { code: 'exporter_failed' } });
  expect(summary.fault?.message).toMatch(/"foreign" of destination default failed: invalid header "\[redacted\]"/);
  expect(summary.fault?.message).not.toContain('\u001B');
  expect(ledger.pending).toBe(2);
});

test('one that never answers is given up, and told so first', async () => {
  let wasTold = false;
  const { summary, ledger } = await deliverBy({
    export: (_signal: string, _items: unknown, abort: AbortSignal) => {
      abort.addEventListener('abort', () => (wasTold = true));
      return new Promise(() => undefined);
    },
  });
  expect(wasTold).toBe(true);
  expect(summary).toMatchObject({ stopped: 'backing-off', fault: { code: 'exporter_timeout' } });
  expect(ledger.pending).toBe(2);
});

test('more rejected than sent is all of them, none is a success', async () => {
  const all = await deliverBy({ export: async () => ({ kind: 'partial', rejected: 9, fault: FAULT }) });
  expect(all.ledger).toEqual({ recorded: 2, delivered: 0, rejected: 2, pending: 0 });
  const none = await deliverBy({ export: async () => ({ kind: 'partial', rejected: 0, fault: FAULT }) });
  expect(none.ledger).toEqual({ recorded: 2, delivered: 2, rejected: 0, pending: 0 });
});

test('a close that fails is nobody’s concern', async () => {
  const { summary } = await deliverBy({
    export: async () => ({ kind: 'delivered' }),
    close: async () => Promise.reject(new Error('late')),
  });
  expect(summary).toMatchObject({ delivered: 2 });
});

test('a factory that throws is a ConfigError without secrets', () => {
  register(() => {
    throw new Error('no Bearer planted');
  });
  expect(() => createExporter(destination, sampleEnvironment())).toThrow(
    expect.objectContaining({ code: 'exporter_failed', message: expect.not.stringContaining('planted') }),
  );
});
