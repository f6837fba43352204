import { join, resolve } from 'node:path';
import type { Host } from './host.ts';

/** `$CODEX_HOME`, else `~/.codex`. */
export function codexHome(host: Pick<Host, 'env' | 'home' | 'cwd'>): string {
  const configured = host.env['CODEX_HOME'];
  return configured === undefined || configured === '' ? join(host.home, '.codex') : resolve(host.cwd, configured);
}
