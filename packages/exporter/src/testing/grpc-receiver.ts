import type { Metadata, ServerCredentials, ServiceDefinition, StatusObject } from '@grpc/grpc-js';
import type { Signal } from '@codex-langfuse/config';

/** One unary call as it arrived, its message decompressed. */
export interface ReceivedCall {
  readonly signal: Signal;
  readonly metadata: Metadata;
  readonly body: Uint8Array;
}

/** The bytes of the response, a status, or `never` to leave the call unanswered. */
export type CallAnswer = Uint8Array | Partial<StatusObject> | 'never';

export interface GrpcReceiver {
  /** `http://localhost:<port>`, or https with `credentials`. */
  readonly origin: string;
  readonly port: number;
  readonly calls: readonly ReceivedCall[];
  answerWith(answer: (call: ReceivedCall) => CallAnswer): void;
  close(): Promise<void>;
}

const SERVICES: Readonly<Record<Signal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

/**
 * A real gRPC server with OTLP's services for `signals` on a free port of loopback; a signal that is left out is
 * answered UNIMPLEMENTED.
 */
export async function startGrpcReceiver(
  answer: (call: ReceivedCall) => CallAnswer = () => new Uint8Array(),
  credentials?: ServerCredentials,
  signals: readonly Signal[] = ['traces', 'logs', 'metrics'],
): Promise<GrpcReceiver> {
  const grpc = await import('@grpc/grpc-js');
  const calls: ReceivedCall[] = [];
  let current = answer;
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
  for (const signal of signals) {
    server.addService(serviceOf(signal), {
      Export: (call: { request: Uint8Array; metadata: Metadata }, callback: Reply) => {
        const received: ReceivedCall = { signal, metadata: call.metadata, body: call.request };
        calls.push(received);
        const reply = current(received);
        if (reply === 'never') return;
        if (reply instanceof Uint8Array) callback(null, reply);
        else callback(reply);
      },
    });
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials ?? grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return {
    origin: `${credentials === undefined ? 'http' : 'https'}://localhost:${port}`,
    port,
    calls,
    answerWith: (next) => (current = next),
    close: async () => server.forceShutdown(),
  };
}

type Reply = (error: Partial<StatusObject> | null, response?: Uint8Array) => void;

function serviceOf(signal: Signal): ServiceDefinition {
  return {
    Export: {
      path: `/${SERVICES[signal]}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: (body: Uint8Array) => Buffer.from(body),
      requestDeserialize: (body: Buffer) => body,
      responseSerialize: (body: Uint8Array) => Buffer.from(body),
      responseDeserialize: (body: Buffer) => body,
    },
  };
}
