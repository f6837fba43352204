import { isUtf8, readFileSync, statSync } from '../built-ins.ts';
import { ConfigError } from '../config-error.ts';
import { errorCode } from '../error-code.ts';
import type { Layer } from '../origin.ts';
import { parseToml } from '../toml/parse-toml.ts';
import type { ParsedDocument } from '../toml/parse-toml.ts';

const LARGEST_FILE_BYTES = 16 * 1024 * 1024;

/** A file of one layer, read and parsed. */
export interface ConfigFile extends ParsedDocument {
  readonly file: string;
  readonly source: string;
}

/**
 * Reads and parses one file; undefined when there is none.
 * @throws ConfigError `unreadable_file` or `toml_syntax`.
 */
export function readConfigFile(file: string, layer: Layer): ConfigFile | undefined {
  const source = readText(file);
  return source === undefined ? undefined : { file, source, ...parseToml(source, { layer, file }) };
}

function readText(file: string): string | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (!stats.isFile()) throw unreadable(file, 'is not a regular file');
    if (stats.size > LARGEST_FILE_BYTES) throw unreadable(file, 'is larger than 16 MiB');
    const bytes = readFileSync(file);
    if (!isUtf8(bytes)) throw unreadable(file, 'is not UTF-8');
    return bytes.toString('utf8');
  } catch (error) {
    if (isAbsence(error, file)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown, file: string): boolean {
  const code = ConfigError.isInstance(error) ? undefined : errorCode(error);
  if (code === undefined) return false;
  if (code === 'ENOENT' || code === 'ENOTDIR') return true;
  throw unreadable(file, `cannot be read (${code})`);
}

function unreadable(file: string, problem: string): ConfigError {
  return new ConfigError({
    code: 'unreadable_file',
    message: `${file} ${problem}`,
    hint: 'Make it a readable UTF-8 text file, or move it away.',
  });
}
