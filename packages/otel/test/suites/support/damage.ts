import { closeSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';

export const DAMAGES = ['bit', 'bit of the header', 'bit of a row', 'zeros', 'noise', 'cut short'] as const;

export type Damage = (typeof DAMAGES)[number];

/** Damages a file at a random place; returns where. `random` gives numbers in [0, 1). */
export function damageFile(path: string, damage: Damage, random: () => number): number {
  const { size } = statSync(path);
  const below = (most: number): number => Math.floor(random() * most);
  const offset =
    damage === 'bit of the header' ? below(100) : damage === 'bit of a row' ? inRow(path, below) : below(size);
  const length = Math.min(size - offset, 1 + below(4096));
  switch (damage) {
    case 'bit':
    case 'bit of the header':
    case 'bit of a row':
      overwrite(path, offset, Uint8Array.of((readFileSync(path)[offset] ?? 0) ^ (1 << below(8))));
      break;
    case 'zeros':
      overwrite(path, offset, new Uint8Array(length));
      break;
    case 'noise':
      overwrite(
        path,
        offset,
        Uint8Array.from({ length }, () => below(256)),
      );
      break;
    case 'cut short':
      truncateSync(path, offset);
  }
  return offset;
}

/**
 * Whether a log that is damaged there ends between its first transaction, which makes the tables, and its second, with
 * which the first event comes: then it is that of a process that died there.
 */
export function endsBeforeFirstEvent(log: string, offset: number): boolean {
  const bytes = readFileSync(log);
  const frameBytes = FRAME_HEADER_BYTES + bytes.readUInt32BE(8);
  const commits: number[] = [];
  for (let frame = LOG_HEADER_BYTES; frame + frameBytes <= bytes.length; frame += frameBytes)
    if (bytes.readUInt32BE(frame + 4) !== 0) commits.push(frame + frameBytes);
  const [tables = 0, event = 0] = commits;
  return offset >= tables && offset < event;
}

/** See "WAL File Format" in SQLite's documentation; the second number of a frame's header is 0 but for a commit. */
const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** Within JSON that some row holds, or anywhere. */
function inRow(path: string, below: (most: number) => number): number {
  const text = readFileSync(path, 'latin1');
  const rows = [...text.matchAll(/\{"/g)].map(({ index }) => index);
  return (rows[below(rows.length)] ?? 0) + below(60);
}

function overwrite(path: string, offset: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
}
