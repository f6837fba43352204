import { setTimeout as sleep } from 'node:timers/promises';
import type { CourierWorker } from '@codex-langfuse/otel/worker';
import { expect, test } from '@jest/globals';
import { createLateCourier } from '../src/telemetry/late-courier.ts';

/** Notes what it is told. */
function createDiary(): { readonly courier: CourierWorker; readonly entries: string[] } {
  const entries: string[] = [];
  const courier: CourierWorker = {
    notice: () => void entries.push('notice'),
    stop: async (withinMillis) => void entries.push(`stop within ${withinMillis}`),
    close: async () => void entries.push('close'),
  };
  return { courier, entries };
}

const fail = (error: unknown): never => {
  throw error;
};

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('it keeps no process alive, and one that ended before its time starts nothing', async () => {
  const before = timers();
  let starts = 0;
  const late = createLateCourier(async () => {
    starts += 1;
    return createDiary().courier;
  }, fail);
  expect(timers()).toBe(before);
  await late.stop(0);
  await late.close();
  await sleep(1100);
  expect(starts).toBe(0);
});

test('one that is loaded only after the end has come is stopped at once', async () => {
  const { courier, entries } = createDiary();
  let isLoaded = (_courier: CourierWorker): void => undefined;
  const isWanted = new Promise<void>((resolve) => {
    const late = createLateCourier(() => {
      void late.stop(100).then(resolve);
      return new Promise((loaded) => (isLoaded = loaded));
    }, fail);
  });
  await isWanted;
  expect(entries).toEqual([]);
  isLoaded(courier);
  await sleep(0);
  expect(entries).toEqual(['stop within 0']);
});

test('once it is there it is told everything', async () => {
  const { courier, entries } = createDiary();
  let late: ReturnType<typeof createLateCourier> | undefined;
  await new Promise<void>((resolve) => {
    late = createLateCourier(async () => {
      setImmediate(resolve);
      return courier;
    }, fail);
    late.notice();
  });
  late?.notice();
  await late?.stop(100);
  await late?.close();
  expect(entries).toEqual(['notice', 'stop within 100', 'close']);
});
