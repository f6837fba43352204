import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { createJournalWriter } from '../src/journal/journal-writer.ts';
import { createLosses } from '../src/manager/losses.ts';
import { home } from './support/home-and-receiver.ts';

test('counts that cannot be written while another connection writes are written the next time', () => {
  const writer = createJournalWriter({ codexHome: home.path, destinations: [], maxBytes: 1e8, nowUnixMillis: 0 });
  const losses = createLosses();
  losses.notRecorded = 3;
  losses.contentDropped = 2;
  const other = new DatabaseSync(writer.paths.journal);
  other.exec('BEGIN IMMEDIATE');
  expect(() => losses.save(writer)).not.toThrow();
  other.exec('COMMIT');
  losses.save(writer);
  expect(
    other.prepare("SELECT key, value FROM meta WHERE key IN ('not_recorded', 'content_dropped') ORDER BY key").all(),
  ).toMatchObject([
    { key: 'content_dropped', value: '2' },
    { key: 'not_recorded', value: '3' },
  ]);
  other.close();
  writer.close();
});
