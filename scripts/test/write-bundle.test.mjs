import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { isCode, writeBundle } from '../bundle/write-bundle.mjs';

const entry = { type: 'chunk', fileName: 'index.js', isEntry: true, code: 'entry' };
const chunk = { type: 'chunk', fileName: 'chunks/a.js', isEntry: false, code: 'chunk' };
const map = { type: 'asset', fileName: 'chunks/a.js.map', source: '{}' };

function inFolder(work) {
  const dist = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    return work(dist);
  } finally {
    rmSync(dist, { recursive: true });
  }
}

test('what earlier bundles left goes, declarations stay', () =>
  inFolder((dist) => {
    mkdirSync(join(dist, 'chunks'));
    for (const name of ['old.js', 'chunks/old.js', 'chunks/old.js.map', 'index.d.ts', 'index.d.ts.map']) {
      writeFileSync(join(dist, name), '');
    }
    writeBundle(dist, [map, entry, chunk], isCode);
    const files = readdirSync(dist, { recursive: true }).map((name) => name.replaceAll('\\', '/'));
    expect(new Set(files)).toEqual(
      new Set(['chunks', 'chunks/a.js', 'chunks/a.js.map', 'index.d.ts', 'index.d.ts.map', 'index.js']),
    );
    expect(readFileSync(join(dist, 'index.js'), 'utf8')).toBe('entry');
  }));

test.each([
  ['an entry before its chunks', 'chunks/a.js', 'index.js'],
  ['a source map before the code', 'index.js', 'chunks/a.js.map'],
])('an interrupted build never leaves %s', (_what, interrupted, absent) =>
  inFolder((dist) => {
    // A folder in a file's place ends the work there.
    mkdirSync(join(dist, interrupted, 'inside'), { recursive: true });
    expect(() => writeBundle(dist, [map, entry, chunk], isCode)).toThrow(interrupted.split('/').at(-1));
    expect(existsSync(join(dist, absent))).toBe(false);
  }),
);
