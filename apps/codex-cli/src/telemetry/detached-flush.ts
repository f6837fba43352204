import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SettingsOptions } from '../settings.ts';

/** The environment variable that hands the settings to the detached flush: neither argv nor a file holds them. */
export const FLUSH_SETTINGS_VARIABLE = 'CODEX_OTEL_FLUSH_SETTINGS';

/** What a flush must know to see the same configuration as the process that recorded. */
export interface FlushSettings extends SettingsOptions {
  readonly cwd: string;
}

/**
 * Starts `codex otel flush --quiet` as a process of its own, which outlives this one, and returns at once. It is
 * synchronous, so that it works in an exit handler.
 */
export function startDetachedFlush(settings: FlushSettings, env: Readonly<Record<string, string | undefined>>): void {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const child = spawn(process.execPath, [main, 'otel', 'flush', '--quiet'], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env: { ...env, [FLUSH_SETTINGS_VARIABLE]: JSON.stringify(settings) },
  });
  // Nothing to do where no process can be made: the next run delivers.
  child.on('error', () => undefined);
  child.unref();
}

/** The settings a detached flush was started with; null for a flush that a person started. */
export function receivedFlushSettings(env: Readonly<Record<string, string | undefined>>): FlushSettings | null {
  const text = env[FLUSH_SETTINGS_VARIABLE];
  return text === undefined ? null : (JSON.parse(text) as FlushSettings);
}
