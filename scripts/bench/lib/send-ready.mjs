import { Agent, request } from 'node:http';
import { importDependency } from './repository.mjs';

const BATCH = 512;
const SERVICES = { traces: 'trace.v1.TraceService', logs: 'logs.v1.LogsService' };

/** The lower bound: bodies that were encoded beforehand, one request after another over one connection. */
export async function sendReady({ items, wire, port, encodeBatch }) {
  const bodies = Object.keys(SERVICES).flatMap((signal) => {
    const own = items.filter((item) => item.signal === signal);
    return Array.from({ length: Math.ceil(own.length / BATCH) }, (_value, index) => {
      const encoded = encodeBatch(signal, own.slice(index * BATCH, (index + 1) * BATCH), wire);
      if (encoded.kind !== 'encoded') throw new Error(encoded.fault.message);
      return { signal, body: encoded.body };
    });
  });
  const post = wire === 'grpc' ? await grpcPoster(port) : httpPoster(port, wire);
  return async () => {
    for (const { signal, body } of bodies) await post(signal, body);
    return items.length;
  };
}

function httpPoster(port, wire) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const type = wire === 'http/json' ? 'application/json' : 'application/x-protobuf';
  return (signal, body) =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          path: `/v1/${signal}`,
          method: 'POST',
          agent,
          headers: { 'content-type': type, 'content-length': body.byteLength },
        },
        (response) => response.resume().on('end', resolve),
      );
      sent.on('error', reject).end(body);
    });
}

async function grpcPoster(port) {
  const { Client, credentials } = await importDependency('packages/exporter', '@grpc/grpc-js');
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const keep = (body) => Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return (signal, body) =>
    new Promise((resolve, reject) => {
      const path = `/opentelemetry.proto.collector.${SERVICES[signal]}/Export`;
      client.makeUnaryRequest(
        path,
        keep,
        (answer) => answer,
        body,
        (error) => (error === null ? resolve() : reject(error)),
      );
    });
}
