import { existsSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { codexHome } from './codex-home.ts';
import type { Host } from './host.ts';

/**
 * Lets the engine keep what it compiled of this program, in the user's own folder, so that later runs start sooner. The
 * engine checks that what it kept belongs to the very same code. A home that does not exist is not made for this.
 */
export function useCompileCache(host: Pick<Host, 'env' | 'home' | 'cwd'>): void {
  const home = codexHome(host);
  if (!existsSync(home)) return;
  const folder = join(home, 'cache', 'compiled');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // A home that cannot be written to: everything is compiled each time.
    return;
  }
  enableCompileCache(folder);
}
