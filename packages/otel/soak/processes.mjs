/**
 * Ten recording processes and two flushes in one home, and a process that is suspended for a minute.
 *
 *   node soak/processes.mjs [--rounds 5] [--events 1000] [--seconds 60]
 */
import { runManyProcesses, runSuspended } from '../test/suites/support/process-runs.ts';
import { isMain, numbersFrom, printReport } from './support.mjs';

const DEFAULTS = { rounds: 5, events: 1000, seconds: 60 };

/** Rejects where an event is lost, sent twice or not counted, or where a suspended process loses its turn. */
export async function run(options = {}) {
  const { rounds, events, seconds } = { ...DEFAULTS, ...options };
  let recorded = 0;
  for (let round = 0; round < rounds; round += 1) {
    recorded += await runManyProcesses({ recorders: 10, flushes: 2, events });
  }
  const looks = await runSuspended(seconds * 1000);
  return {
    title: 'Many processes',
    markdown: [
      '| what | rounds | events | delivered, each once | lost |',
      '| --- | ---: | ---: | ---: | ---: |',
      `| ten recording processes and two flushes in one home | ${rounds} | ${recorded} | ${recorded} | 0 |`,
      `| a process suspended for ${seconds} s in its turn, ${looks} deliveries by others meanwhile | 1 | 7 | 7 | 0 |`,
    ].join('\n'),
  };
}

if (isMain(import.meta.url)) printReport(await run(numbersFrom(DEFAULTS)));
