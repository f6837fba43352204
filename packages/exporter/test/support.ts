import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { createExporter, deliver } from '@codex-langfuse/exporter';
import type {
  DeliverOptions,
  DeliverySummary,
  ExporterEnvironment,
  ExportOutcome,
  Item,
} from '@codex-langfuse/exporter';
import { sampleEnvironment, startGrpcReceiver, startHttpReceiver } from '@codex-langfuse/exporter/testing';
import type { GrpcReceiver, HttpReceiver, MemorySource } from '@codex-langfuse/exporter/testing';
import type { DestinationConfig, Signal } from '@codex-langfuse/config';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function cleanUp(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup);
}

export async function httpReceiver(...parameters: Parameters<typeof startHttpReceiver>): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(...parameters);
  cleanUp(() => receiver.close());
  return receiver;
}

export async function grpcReceiver(...parameters: Parameters<typeof startGrpcReceiver>): Promise<GrpcReceiver> {
  const receiver = await startGrpcReceiver(...parameters);
  cleanUp(() => receiver.close());
  return receiver;
}

/** A TCP server that does with each connection what the test says. */
export async function tcpServer(
  onConnection: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly connections: readonly Socket[] }> {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    connections.push(socket);
    // Clients that give up are what these tests are about.
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp(
    () =>
      new Promise((resolve) => {
        for (const socket of connections) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return { port: (server.address() as AddressInfo).port, connections };
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One request with a fresh exporter. */
export async function exportOnce(
  destination: DestinationConfig,
  items: readonly Item[],
  environment: Partial<ExporterEnvironment> = {},
  abort: AbortSignal = new AbortController().signal,
): Promise<ExportOutcome> {
  const exporter = createExporter(destination, sampleEnvironment(environment));
  try {
    return await exporter.export(items[0]?.signal ?? ('traces' satisfies Signal), items, abort);
  } finally {
    await exporter.close();
  }
}

/** One run of `deliver` with a fresh exporter, as after a restart; no randomness. */
export async function deliverOnce(
  source: MemorySource,
  destination: DestinationConfig,
  options: Partial<DeliverOptions> = {},
): Promise<DeliverySummary> {
  const exporter = createExporter(destination, sampleEnvironment());
  const abort = new AbortController().signal;
  try {
    return await deliver(source, destination, exporter, { clock: Date.now, random: () => 0, abort, ...options });
  } finally {
    await exporter.close();
  }
}

export function certificatePath(name: string): string {
  return join(import.meta.dirname, 'fixtures', 'certificates', name);
}

export function certificate(name: string): Buffer {
  return readFileSync(certificatePath(name));
}
