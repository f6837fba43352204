import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import { encodeBatch } from '../encode/encode-batch.ts';
import { errorCode, errorText } from '../error-text.ts';
import type { ExportOutcome } from '../export-outcome.ts';
import type { Exporter } from '../exporter.ts';
import type { Item } from '../item.ts';
import { missingEndpoint } from '../missing-endpoint.ts';
import { makeFolder } from './make-folder.ts';

const NEWLINE = 10;

/**
 * Appends one OTLP/JSON request per batch as one line (OpenTelemetry's file format) and acknowledges when it is on
 * disk. The file is created for its owner only, its folder too; a torn last line of a process that died is ended
 * first, so that it spoils no other.
 */
export function createFileExporter(destination: DestinationConfig): Exporter {
  return {
    async export(signal: Signal, items: readonly Item[]): Promise<ExportOutcome> {
      const path = destination.signals[signal]?.url ?? '';
      if (path === '') return missingEndpoint(destination, signal);
      const encoded = encodeBatch(signal, items, 'file');
      if (encoded.kind === 'refused') return encoded;
      try {
        await appendLine(path, encoded.body);
        return { kind: 'delivered' };
      } catch (error) {
        return cannotWrite(path, error);
      }
    },
    async close(): Promise<void> {},
  };
}

async function appendLine(path: string, line: Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  const file = await open(path, 'a+', 0o600);
  try {
    const start = (await endsInsideLine(file)) ? Buffer.from([NEWLINE]) : Buffer.alloc(0);
    await file.appendFile(Buffer.concat([start, line, Buffer.from([NEWLINE])]));
    await syncToDisk(file);
  } finally {
    await file.close();
  }
}

/** A device or a pipe has nothing to be synchronised; its line was written. */
async function syncToDisk(file: FileHandle): Promise<void> {
  try {
    await file.datasync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP'].includes(errorCode(error))) throw error;
  }
}

async function endsInsideLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== NEWLINE;
}

function cannotWrite(path: string, error: unknown): ExportOutcome {
  return {
    kind: 'destination',
    fault: {
      code: `file_${errorCode(error).toLowerCase()}`,
      message: `${path} cannot be written: ${errorText(error)}`,
      hint: 'Check the path, its permissions and the free space.',
    },
  };
}
