/** Listens, says where, and stops itself: further connections are neither accepted nor refused once the backlog is full. */
import { createServer } from 'node:net';

const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  process.stdout.write(`${server.address().port}\n`, () => process.kill(process.pid, 'SIGSTOP'));
});
