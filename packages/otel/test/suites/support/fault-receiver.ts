import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Signal, WireProtocol } from '@codex-langfuse/config';
import { answerGrpc } from './answer-grpc.ts';
import { answerHttp } from './answer-http.ts';
import { meaningOf, type FaultName } from './fault-cases.ts';
import { itemKeys, type LoggedRequest } from './request-log.ts';

export type ArrivedRequest = Pick<LoggedRequest, 'number' | 'signal' | 'items' | 'userAgent'>;

/** A real OTLP receiver that misbehaves as it is told and logs every request whose body it read to the end. */
export interface FaultReceiver {
  readonly protocol: WireProtocol;
  readonly origin: string;
  readonly log: readonly LoggedRequest[];
  /** Decides every answer from now on; `ok` before the first call. */
  answerWith(choose: (request: ArrivedRequest) => FaultName): void;
  /** Listens no more, until `listen`: connections are refused. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  isRefusing(): boolean;
  close(): Promise<void>;
}

export async function startFaultReceiver(protocol: WireProtocol): Promise<FaultReceiver> {
  const log: LoggedRequest[] = [];
  const sockets = new Set<Socket>();
  let choose: (request: ArrivedRequest) => FaultName = () => 'ok';
  let port = 0;

  const arrived = (signal: Signal, body: Uint8Array, userAgent: string): FaultName => {
    const items = itemKeys(signal, body, protocol === 'http/json' ? 'json' : 'protobuf');
    const request: ArrivedRequest = { number: log.length, signal, items, userAgent };
    const answer = choose(request);
    const meaning = meaningOf(answer, protocol);
    log.push({ ...request, answer, acknowledged: meaning === 'acknowledged' || meaning === 'partial' });
    return answer;
  };

  const start = (): Server | Http2Server => {
    const started = protocol === 'grpc' ? createHttp2Server() : createServer();
    started.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // Cut connections are what this receiver is for.
      socket.on('error', () => socket.destroy());
      if (protocol === 'grpc') return;
      socket.setNoDelay(true);
    });
    if (protocol === 'grpc') answerGrpc(started as Http2Server, arrived, resetAll);
    else answerHttp(started as Server, arrived);
    return started;
  };
  const resetAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };

  let server: Server | Http2Server | undefined;
  const listen = async (): Promise<void> => {
    const started = start();
    server = started;
    await new Promise<void>((resolve) => started.listen(port, '127.0.0.1', resolve));
    port = (started.address() as AddressInfo).port;
  };
  const refuse = async (): Promise<void> => {
    const stopped = server;
    server = undefined;
    resetAll();
    await new Promise<void>((resolve) => (stopped === undefined ? resolve() : stopped.close(() => resolve())));
  };
  await listen();

  return {
    protocol,
    origin: `http://127.0.0.1:${port}`,
    log,
    answerWith: (next) => (choose = next),
    refuse,
    listen,
    isRefusing: () => server === undefined,
    close: refuse,
  };
}
