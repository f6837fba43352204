import { Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Host } from '../host.ts';

/** Ctrl-C or Ctrl-D at a question. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** One line from the terminal, without its line end. Rejects with `Cancelled`. */
export function ask(host: Host, question: string): Promise<string> {
  return readAnswer(host, question, host.stderr);
}

/** The same without echo: neither the text nor its length shows. */
export async function askSecret(host: Host, question: string): Promise<string> {
  const answer = await readAnswer(host, question, new Writable({ write: (_chunk, _encoding, done) => done() }));
  host.stderr.write('\n');
  return answer;
}

/** True for `y` and `yes`; everything else, an empty line too, is no. */
export async function confirm(host: Host, question: string): Promise<boolean> {
  return /^\s*y(es)?\s*$/i.test(await ask(host, `${question} [y/N] `));
}

/** With `terminal` set, readline switches the terminal's own echo off and shows what it wants shown itself. */
function readAnswer(host: Host, question: string, echo: Writable): Promise<string> {
  const lines = createInterface({ input: host.stdin, output: echo, terminal: host.stdin.isTTY === true });
  return new Promise((resolve, reject) => {
    let answer: string | undefined;
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => (answer === undefined ? reject(new Cancelled()) : resolve(answer)));
    // By now nothing that is typed is echoed by the terminal. A swallowed echo swallows the question as well.
    if (echo !== host.stderr) host.stderr.write(question);
    lines.question(question, (line) => {
      answer = line;
      lines.close();
    });
  });
}
