import { ConfigError, Secret } from '@codex-langfuse/config';
import { expect, test } from '@jest/globals';
import { createExporter } from '../src/index.ts';
import {
  sampleDestination,
  sampleEnvironment,
  sampleSpanItem,
  startGrpcReceiver,
  startHttpReceiver,
} from '../src/testing/index.ts';

const never = new AbortController().signal;

/** A secret that is `token-1`, `token-2`, … each time it is asked for something new; `fail` makes its program fail. */
function countingToken(): { readonly secret: Secret; next(): void; fail(): void } {
  let runs = 1;
  let isBroken = false;
  const secret = new Secret(() => {
    if (isBroken)
      throw new ConfigError({
        code: 'secret_command_failed',
        message: 'the command ended with status 1',
        hint: 'Run it by hand.',
      });
    return `token-${runs}`;
  }, 'command');
  return {
    secret,
    next: () => (runs += 1),
    fail: () => (isBroken = true),
  };
}

const broken = {
  kind: 'destination',
  fault: { code: 'secret_command_failed', message: 'the command ended with status 1', hint: 'Run it by hand.' },
};

test('HTTP: each request carries what the program says now; a failing program is the destination’s fault', async () => {
  const receiver = await startHttpReceiver();
  const { secret, next, fail } = countingToken();
  const destination = sampleDestination(receiver.origin, 'http/protobuf', { headers: { authorization: secret } });
  const exporter = createExporter(destination, sampleEnvironment());
  expect(await exporter.export('traces', [sampleSpanItem(1)], never)).toEqual({ kind: 'delivered' });
  next();
  expect(await exporter.export('traces', [sampleSpanItem(2)], never)).toEqual({ kind: 'delivered' });
  expect(receiver.requests.map(({ headers }) => headers['authorization'])).toEqual(['token-1', 'token-2']);
  fail();
  expect(await exporter.export('traces', [sampleSpanItem(3)], never)).toEqual(broken);
  expect(receiver.requests).toHaveLength(2);
  await exporter.close();
  await receiver.close();
});

test('gRPC: the same', async () => {
  const receiver = await startGrpcReceiver();
  const { secret, next, fail } = countingToken();
  const destination = sampleDestination(receiver.origin, 'grpc', { headers: { authorization: secret } });
  const exporter = createExporter(destination, sampleEnvironment());
  expect(await exporter.export('traces', [sampleSpanItem(1)], never)).toEqual({ kind: 'delivered' });
  next();
  expect(await exporter.export('traces', [sampleSpanItem(2)], never)).toEqual({ kind: 'delivered' });
  fail();
  expect(await exporter.export('traces', [sampleSpanItem(3)], never)).toEqual(broken);
  expect(receiver.calls.map(({ metadata }) => metadata.get('authorization'))).toEqual([['token-1'], ['token-2']]);
  await exporter.close();
  await receiver.close();
});
