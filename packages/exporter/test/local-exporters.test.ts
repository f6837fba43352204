import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DestinationConfig } from '@codex-langfuse/config';
import { createExporter, exporterKinds, registerExporter } from '@codex-langfuse/exporter';
import { decodeTraceRequest } from '@codex-langfuse/otlp';
import {
  createMemorySource,
  sampleDestination,
  sampleEnvironment,
  sampleLogItem,
  sampleMetricsItem,
  sampleSpanItem,
} from '@codex-langfuse/exporter/testing';
import { cleanUp, deliverOnce, exportOnce } from './support.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exporter-file-'));
  cleanUp(() => rm(folder, { recursive: true }));
  return folder;
}

function fileDestination(path: string): DestinationConfig {
  const endpoint = { url: path, protocol: 'file' as const };
  return sampleDestination('', 'file', {
    kind: 'otlp-file',
    batchMaxItems: 2,
    signals: { traces: endpoint, logs: endpoint, metrics: endpoint },
  });
}

test('the file exporter writes one OTLP/JSON request per line, for the owner only', async () => {
  const path = join(await temporaryFolder(), 'new', 'otlp.jsonl');
  const items = [1, 2, 3].map((number) => sampleSpanItem(number));
  const source = createMemorySource(Date.now, [...items, sampleLogItem(1), sampleMetricsItem(1)]);
  expect(await deliverOnce(source, fileDestination(path))).toMatchObject({ delivered: 5 });

  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([
    ['resourceSpans'],
    ['resourceLogs'],
    ['resourceMetrics'],
    ['resourceSpans'],
  ]);
  expect(decodeTraceRequest(Buffer.from(lines[0] ?? ''), 'json').ok).toBe(true);
  // Windows has no such modes and reports 0o666.
  expect((await stat(path)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
});

test('a torn last line spoils no other', async () => {
  const path = join(await temporaryFolder(), 'otlp.jsonl');
  await writeFile(path, '{"resourceSpans":[{"tor');
  await exportOnce(fileDestination(path), [sampleSpanItem(1)]);
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines[0]).toBe('{"resourceSpans":[{"tor');
  expect(decodeTraceRequest(Buffer.from(lines[1] ?? ''), 'json').ok).toBe(true);
});

const describeDevices = process.platform === 'win32' ? describe.skip : describe;

describeDevices('a device', () => {
  test('regression: what was written to one was written again and again', async () => {
    expect(await exportOnce(fileDestination('/dev/null'), [sampleSpanItem(1)])).toEqual({ kind: 'delivered' });
  });
});

const describeProc = existsSync('/proc/self') ? describe : describe.skip;

describeProc('/proc', () => {
  test('regression: a folder that no file system makes hung the process', async () => {
    expect(await exportOnce(fileDestination('/proc/none/deeper/otlp.jsonl'), [sampleSpanItem(1)])).toMatchObject({
      kind: 'destination',
      fault: { code: 'file_enoent' },
    });
  });
});

test('missing folders are made, for the owner only', async () => {
  const folder = join(await temporaryFolder(), 'a', 'b');
  await exportOnce(fileDestination(join(folder, 'otlp.jsonl')), [sampleSpanItem(1)]);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await exportOnce(fileDestination(join(folder, 'otlp.jsonl')), [sampleSpanItem(2)]);
  expect((await readFile(join(folder, 'otlp.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(2);
});

test('a path that cannot be written is the destination’s fault', async () => {
  const path = join(await temporaryFolder(), 'folder');
  await mkdir(path);
  expect(await exportOnce(fileDestination(path), [sampleSpanItem(1)])).toMatchObject({
    kind: 'destination',
    fault: { code: 'file_eisdir' },
  });
});

test('the console exporter writes readable lines without terminal sequences', async () => {
  const endpoint = { url: '', protocol: 'console' as const };
  const destination = sampleDestination('', 'console', {
    kind: 'console',
    signals: { traces: endpoint, logs: endpoint, metrics: endpoint },
  });
  let text = '';
  const environment = { write: (written: string) => void (text += written) };
  const failed = sampleSpanItem(1, { name: 'chat\u001b[31m', status: { code: 2, message: 'no\nluck' } });
  await exportOnce(destination, [failed], environment);
  await exportOnce(destination, [sampleLogItem(1)], environment);
  await exportOnce(destination, [sampleMetricsItem(1)], environment);
  expect(text.split('\n').map((line) => line.replace(/\d{4}-\S+Z/, 'TIME'))).toEqual([
    `span   TIME chat [31m 1.5 ms ERROR no luck ${failed.span.traceId}/${failed.span.spanId} sample.number=1 sample.tags=["a","b"]`,
    'log    TIME INFO codex.user_prompt log.record.uid=uid-1 prompt_length=1',
    'metric codex.tool.call 1 2 {call} tool=shell',
    'metric codex.api_request.duration 5 10 50.5 500 ms model=m',
    '',
  ]);
});

test('an unknown exporter is named together with the known ones', () => {
  const destination = sampleDestination('', 'http/json', { kind: 'otlp-carrier-pigeon' });
  expect(() => createExporter(destination, sampleEnvironment())).toThrow(
    expect.objectContaining({
      code: 'unknown_exporter',
      message: expect.stringContaining('"otlp-carrier-pigeon"'),
      hint: expect.stringContaining('console, langfuse, otlp-file, otlp-grpc, otlp-http'),
    }),
  );
});

test('a registered exporter is used by name until it is taken back', async () => {
  const seen: string[] = [];
  const restore = registerExporter('pigeon', ({ name }) => ({
    export: async (signal, items) => {
      seen.push(`${name} ${signal} ${items.length}`);
      return { kind: 'delivered' };
    },
    close: async () => undefined,
  }));
  const destination = sampleDestination('', 'http/json', { kind: 'pigeon' });
  expect(exporterKinds()).toContain('pigeon');
  const source = createMemorySource(Date.now, [sampleSpanItem(1), sampleSpanItem(2)]);
  expect(await deliverOnce(source, destination)).toMatchObject({ delivered: 2 });
  expect(seen).toEqual(['default traces 2']);
  restore();
  expect(exporterKinds()).not.toContain('pigeon');
});
