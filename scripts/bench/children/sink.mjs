/** Takes OTLP over HTTP and gRPC, reads every body to its end, says that all is well; prints its ports as JSON. */
import { createServer } from 'node:http';
import { importBuilt } from '../lib/repository.mjs';

const { startGrpcReceiver } = await importBuilt('packages/exporter', 'testing/index.js');
const grpc = await startGrpcReceiver((call) => {
  // The receiver keeps what it gets for tests to look at; here nobody does.
  grpc.calls.length = 0;
  return call.body.length === 0 ? new Uint8Array() : EMPTY;
});
const EMPTY = new Uint8Array();

const http = createServer((request, response) => {
  const isJson = request.headers['content-type']?.includes('json') === true;
  request
    .resume()
    .on('end', () =>
      response
        .writeHead(200, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' })
        .end(isJson ? '{}' : ''),
    );
});
http.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ http: http.address().port, grpc: grpc.port })));
// Ends with the process that started it.
process.stdin.resume().on('end', () => process.exit());
