import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('children/listen-with-full-backlog.mjs', import.meta.url));

/** A port that packets disappear at, as behind a firewall, until it is mended: then it answers 200. */
export async function startBlackHole(): Promise<{ readonly port: number; mend(): void; close(): void }> {
  const child = spawn(process.execPath, [CHILD], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const port = Number(line);
  // Nobody takes connections out of the queue any more; the kernel drops what does not fit into it.
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  while (fillers.filter(({ connecting }) => !connecting).length < 2) await sleep(5);
  return {
    port,
    mend: () => {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGCONT');
    },
    close: () => void child.kill('SIGKILL'),
  };
}
