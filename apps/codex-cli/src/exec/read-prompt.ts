import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../host.ts';

export type PromptResult =
  | { readonly ok: true; readonly prompt: string }
  | { readonly ok: false; readonly message: string };

/** The prompt from the argument, from stdin (`-` or no argument), or from both: what is piped in is appended. */
export async function readPrompt(argument: string | undefined, host: Host): Promise<PromptResult> {
  const piped = host.stdin.isTTY === true ? undefined : (await readAll(host, argument)).trim();
  if (argument === undefined || argument === '-') {
    if (piped !== undefined && piped !== '') return { ok: true, prompt: piped };
    return {
      ok: false,
      message: 'No prompt. Give one as an argument, as in `codex exec "fix the failing test"`, or on stdin.',
    };
  }
  if (argument.trim() === '') return { ok: false, message: 'The prompt is empty.' };
  if (piped === undefined || piped === '') return { ok: true, prompt: argument };
  return { ok: true, prompt: `${argument}\n\n<stdin>\n${piped}\n</stdin>` };
}

/** Beside an argument, only what arrives at once counts as piped in: a caller may leave an idle pipe open for ever. */
async function readAll({ stdin }: Host, argument: string | undefined): Promise<string> {
  if (argument === undefined || argument === '-') return text(stdin);
  const arrived = await Promise.race([
    once(stdin, 'readable').then(() => true),
    sleep(STDIN_GRACE_MILLIS, false, { ref: false }),
  ]);
  if (arrived) return text(stdin);
  stdin.destroy();
  return '';
}

const STDIN_GRACE_MILLIS = 100;
