import { open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import type { ConversationItem } from '@codex-langfuse/events';

import { findGitRoot } from '../repository-check.ts';
import { startWithin } from '../text/bytes.ts';
import { userMessage } from './user-message.ts';

const NAMES = ['AGENTS.override.md', 'AGENTS.md'] as const;

/**
 * The user's and the project's instructions as one message; undefined when there are none. First the user's own from
 * `home`, then one file per folder from the git root down to `cwd`. The project's files together are read up to
 * `maxBytes`.
 */
export async function projectDocuments(input: {
  readonly home: string;
  readonly cwd: string;
  readonly maxBytes: number;
}): Promise<ConversationItem | undefined> {
  const texts = [await firstDocument(input.home, input.maxBytes)];
  let budget = input.maxBytes;
  for (const folder of foldersDownTo(input.cwd)) {
    if (budget <= 0) break;
    const text = await firstDocument(folder, budget);
    budget -= Buffer.byteLength(text);
    texts.push(text);
  }
  const joined = texts.filter((text) => text !== '').join('\n\n');
  if (joined === '') return undefined;
  return userMessage(`# AGENTS.md instructions for ${input.cwd}\n\n<INSTRUCTIONS>\n${joined}\n</INSTRUCTIONS>`);
}

function foldersDownTo(cwd: string): readonly string[] {
  const root = findGitRoot(cwd) ?? cwd;
  const folders = [cwd];
  for (let folder = cwd; folder !== root && relative(root, folder) !== ''; folder = dirname(folder))
    folders.unshift(dirname(folder));
  return folders;
}

async function firstDocument(folder: string, maxBytes: number): Promise<string> {
  for (const name of NAMES) {
    const text = await readStart(join(folder, name), maxBytes);
    if (text !== undefined && text.trim() !== '') return text.trim();
  }
  return '';
}

/** The start of a regular file; undefined where there is none that can be read. */
async function readStart(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (!(await file.stat()).isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(size, maxBytes + 4));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return startWithin(buffer.subarray(0, bytesRead), maxBytes);
  } catch {
    return undefined;
  }
}
