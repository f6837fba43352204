/** Delivers whatever it finds, again and again, until it is told to stop by the end of its stdin, or killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { drainJournals } from '../../src/index.ts';
import { drainInput } from '../support/telemetry-home.ts';
import { readChildInput, sharedConfig } from './child-input.ts';

const { codexHome, origin } = readChildInput();
let isAsked = true;
process.stdin.resume().once('end', () => (isAsked = false));
process.stdout.write('ready\n');
while (isAsked) {
  await drainJournals(drainInput(codexHome, sharedConfig(origin)));
  await sleep(5);
}
