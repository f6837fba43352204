import { readFile } from 'node:fs/promises';

/** A file's text as it is, mark included. Rejects for what is not UTF-8: written back it would not be what it was. */
export async function readText(path: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
}

/** Why a file cannot be read, in one sentence; undefined for an error that is not about the file. */
export function unreadableText(path: string, error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return `${path} cannot be read: it is not UTF-8.`;
  return code === undefined ? undefined : `${path} cannot be read (${code}).`;
}
