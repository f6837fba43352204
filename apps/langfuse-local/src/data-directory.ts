import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LangfuseLocalError } from './langfuse-local-error.ts';

/** Where the server keeps its database and keys unless told otherwise: the platform's place for a user's data. */
export function defaultDataDirectory(
  platform: NodeJS.Platform,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'langfuse-local');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'langfuse-local');
  const dataHome = env['XDG_DATA_HOME'];
  return join(dataHome?.startsWith('/') === true ? dataHome : join(home, '.local', 'share'), 'langfuse-local');
}

/** Makes a data directory where it is missing, for its owner alone. */
export function prepareDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new LangfuseLocalError({
      code: 'data_directory_unusable',
      message: `Cannot make the folder ${directory} (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
      hint: 'Name another folder with --data, or make this one and give yourself the right to write in it.',
      cause: error,
    });
  }
}
