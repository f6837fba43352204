import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { importBuilt } from './repository.mjs';

const EVENTS_PER_TURN = 10;

/** The configuration that the command has for this user. */
export async function otelConfigOf(user) {
  const { loadConfig } = await importBuilt('packages/config');
  return loadConfig({ home: user.home, cwd: user.home, env: {}, overrides: [] }).config.otel;
}

/** Records this many events, whole turns, as a process that ended before anything was delivered. */
export async function recordEvents(codexHome, config, count, content = '') {
  const { createOtelManager } = await importBuilt('packages/otel');
  const manager = createOtelManager({ config, codexHome, ...managerIdentity, onProblem: failOn });
  for (let index = 0; index < count; index += 1) manager.record(eventAt(index, content));
  const ledger = manager.ledger();
  manager.close();
  return ledger;
}

export const managerIdentity = {
  context: { appVersion: '0', originator: 'bench', terminalType: 'unknown', model: 'gpt-5-codex', slug: 'gpt-5-codex' },
  serviceVersion: '0',
  clock: Date.now,
};

export function failOn(line) {
  throw new Error(line);
}

/** Tool results, and the end of the turn after nine of them. */
export function eventAt(index, output = '') {
  const turn = Math.floor(index / EVENTS_PER_TURN);
  const common = {
    timeUnixMicros: Date.now() * 1000,
    conversationId: '019ab000-0000-7000-8000-000000000000',
    turnId: `019ab000-0000-7000-8000-${String(turn).padStart(12, '0')}`,
  };
  if (index % EVENTS_PER_TURN === EVENTS_PER_TURN - 1)
    return { ...common, name: 'turn_ended', attributes: { outcome: 'completed', duration_ms: 1200 } };
  return {
    ...common,
    name: 'tool_result',
    attributes: {
      tool_name: 'exec_command',
      call_id: `call_${index}`,
      duration_ms: 12,
      success: true,
      arguments_length: 13,
      output_length: output.length,
      ...(output === '' ? {} : { output }),
    },
  };
}

const journalsOf = (codexHome) => join(codexHome, 'otel', 'journal');

/** A journal with pending events that can be put into a home again and again. */
export async function makeBacklog(folder, config, count) {
  await recordEvents(folder, config, count);
  const files = (await readdir(journalsOf(folder))).filter((name) => name.endsWith('.sqlite'));
  return async (codexHome) => {
    await mkdir(journalsOf(codexHome), { recursive: true });
    for (const name of files) {
      await cp(join(journalsOf(folder), name), join(journalsOf(codexHome), name), { force: false });
    }
  };
}

export async function countJournals(codexHome) {
  const names = await readdir(journalsOf(codexHome)).catch(() => []);
  return names.filter((name) => name.endsWith('.sqlite')).length;
}
