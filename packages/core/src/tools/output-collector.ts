import { endWithin, startWithin } from '../text/bytes.ts';

/** The output of a process within a budget: whole, or its start and its end with the cut marked between them. */
export interface CollectedOutput {
  readonly text: string;
  /** Bytes that the process wrote. */
  readonly totalBytes: number;
  readonly truncated: boolean;
}

/** Keeps at most about twice `budgetBytes` in memory, whatever the process writes. */
export function createOutputCollector(budgetBytes: number): { add(chunk: Buffer): void; collect(): CollectedOutput } {
  const half = Math.floor(budgetBytes / 2);
  const head: Buffer[] = [];
  let headBytes = 0;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let totalBytes = 0;
  return {
    add(chunk) {
      totalBytes += chunk.length;
      const forHead = chunk.subarray(0, Math.max(0, budgetBytes - headBytes));
      if (forHead.length > 0) head.push(forHead);
      headBytes += forHead.length;
      const rest = chunk.subarray(forHead.length);
      if (rest.length === 0) return;
      tail.push(rest);
      tailBytes += rest.length;
      if (tailBytes > 2 * budgetBytes) {
        tail = [Buffer.concat(tail).subarray(-budgetBytes)];
        tailBytes = tail[0]?.length ?? 0;
      }
    },
    collect() {
      const start = Buffer.concat(head);
      if (totalBytes <= budgetBytes) return { text: start.toString('utf8'), totalBytes, truncated: false };
      const first = startWithin(start, half);
      const last = endWithin(Buffer.concat([start.subarray(Math.min(half, start.length)), ...tail]), half);
      const cut = Math.max(0, totalBytes - 2 * half);
      return { text: `${first}\n…${cut} bytes truncated…\n${last}`, totalBytes, truncated: true };
    },
  };
}
