/** An HTTP server that takes one connection beyond those it has accepted, and answers 200. */
import { createServer } from 'node:http';

const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(200).end()));
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
