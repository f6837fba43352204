import { dirname } from 'node:path';
import { readFileSync, statSync } from '../built-ins.ts';
import { errorCode } from '../error-code.ts';
import { resolvePath } from '../layers/paths.ts';
import type { Origin } from '../origin.ts';
import { nonEmptyText, textList } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { Secret } from '../secret.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';
import { expandVariables } from './expand-variables.ts';
import { readKeychain } from './keychain.ts';
import { secretOfCommand } from './secret-command.ts';

const ACCEPTED =
  '"…" (with ${VAR}), { env = "NAME" }, { file = "path" }, { command = ["program", "argument"] } or { keychain = "name" }';
const LONGEST_SECRET_BYTES = 65_536;

/**
 * Reads a value that is a secret: text with `${VAR}`, or where it is to be taken from. Records it as `[redacted]`.
 * @throws ConfigError that names the key and the source, never the value.
 */
export function readSecret(node: ConfigNode, key: string, context: ReadContext): Secret {
  const secret = node.kind === 'table' ? fromSource(node, key, context) : fromText(node, key, context);
  context.values.push({ key, value: '[redacted]', origin: node.origin, source: secret.source });
  return secret;
}

function fromText(node: ConfigNode, key: string, context: ReadContext): Secret {
  if (node.kind !== 'value' || typeof node.value !== 'string') throw notAccepted(key, node.origin, context);
  const { text, variables } = expandVariables({ text: node.value, key, origin: node.origin }, context);
  if (text.trim() === '') throw empty(key, node.origin, context);
  return new Secret(text, variables.length === 0 ? 'config' : variables.map((name) => `env ${name}`).join(', '));
}

function empty(key: string, origin: Origin, context: ReadContext): Error {
  return valueError(context, { key, problem: 'must not be empty', hint: `Write ${ACCEPTED}.`, origin });
}

function fromSource(table: TableNode, key: string, context: ReadContext): Secret {
  const [entry, ...others] = table.entries;
  if (entry === undefined || others.length > 0) throw notAccepted(key, table.origin, context);
  const [kind, node] = entry;
  const place = { key: `${key}.${kind}`, context };
  if (kind === 'env') return fromEnvironment(nonEmptyText(node, place), key, node.origin, context);
  if (kind === 'file') return fromFile(nonEmptyText(node, place), key, node.origin, context);
  if (kind === 'command') {
    const folder = folderOf(node.origin, context);
    return secretOfCommand({ argv: textList(node, place), key, origin: node.origin, folder }, context);
  }
  if (kind === 'keychain') {
    const entry = nonEmptyText(node, place);
    return new Secret(readKeychain({ entry, key, origin: node.origin }, context), `keychain ${entry}`);
  }
  throw notAccepted(key, node.origin, context);
}

function fromEnvironment(name: string, key: string, origin: Origin, context: ReadContext): Secret {
  const value = context.env[name];
  if (value !== undefined && value !== '') return new Secret(value, `env ${name}`);
  const problem = `the environment variable ${name} is not set or empty`;
  throw valueError(context, { code: 'unset_variable', key, problem, hint: `Set ${name}.`, origin });
}

function fromFile(path: string, key: string, origin: Origin, context: ReadContext): Secret {
  const expanded = expandVariables({ text: path, key, origin }, context).text;
  const file = resolvePath(expanded, folderOf(origin, context), context.home);
  const value = readSecretFile(file);
  if (value !== undefined) return new Secret(value, `file ${path}`);
  const problem = `the file ${path} cannot be read as a secret`;
  const hint = 'It must be a readable file with the secret as its only text.';
  throw valueError(context, { code: 'unreadable_file', key, problem, hint, origin });
}

function readSecretFile(file: string): string | undefined {
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > LONGEST_SECRET_BYTES) return undefined;
    const text = readFileSync(file, 'utf8').replace(/(?:\r?\n)+$/, '');
    return text === '' ? undefined : text;
  } catch (error) {
    if (errorCode(error) !== undefined) return undefined;
    throw error;
  }
}

/** The folder that relative paths start from: that of the file, or the working directory for `-c`. */
export function folderOf(origin: Origin, context: ReadContext): string {
  return origin.file === undefined ? context.cwd : dirname(origin.file);
}

function notAccepted(key: string, origin: Origin, context: ReadContext): Error {
  return valueError(context, {
    key,
    problem: 'is not a form in which a secret can be given',
    hint: `Write ${ACCEPTED}.`,
    origin,
  });
}
