import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const FAULTS = ['up', 'refused', 'black hole', 'hanging', 'answers after 10 s', '500'];

/** An endpoint with the fault of its name, on a port of its own until it is mended. */
export function startEndpoint(fault) {
  return fault === 'black hole' ? startBlackHole() : startServer(fault);
}

async function startServer(fault) {
  let mended = fault === 'up';
  const server = createServer((request, response) => {
    const answer = (status) => () => response.writeHead(status).end();
    request.resume();
    if (mended) request.on('end', answer(200));
    else if (fault === '500') request.on('end', answer(500));
    else if (fault === 'answers after 10 s') setTimeout(answer(200), 10_000).unref();
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address();
  if (fault === 'refused') await stop();
  return {
    port,
    stop,
    async mend() {
      mended = true;
      if (fault === 'refused') await listen(port);
      else server.closeAllConnections();
    },
  };
}

/**
 * A server that is stopped while it listens, its queue of connections full: the kernel drops further SYN packets, so
 * that connecting neither succeeds nor fails. Woken up, it answers 200.
 */
async function startBlackHole() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../children/listen.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const port = Number(line);
  child.kill('SIGSTOP');
  const queued = [];
  // Connections are taken into the queue until it is full; then one stays without an answer.
  for (let open = true; open;) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    queued.push(socket);
    open = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise((resolve) => setTimeout(resolve, 500, false)),
    ]);
  }
  const drop = () => {
    for (const socket of queued) socket.destroy();
  };
  return {
    port,
    async mend() {
      drop();
      child.kill('SIGCONT');
    },
    async stop() {
      drop();
      child.kill('SIGKILL');
    },
  };
}
