import { errorCode } from '../error-code.ts';
import type { Origin } from '../origin.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';

/** The part of `@napi-rs/keyring` that is used; it has prebuilt binaries for the usual platforms. */
interface KeyringLibrary {
  readonly Entry: new (service: string, account: string) => { getPassword(): string | null };
}

const LIBRARY = '@napi-rs/keyring';
const OUR_SERVICE = 'codex';

/** An entry of the keychain: `name` of the service `codex`, or `service/name`. */
export interface KeychainEntry {
  readonly entry: string;
  readonly key: string;
  readonly origin: Origin;
}

/**
 * Reads a password from the keychain of the system: macOS Keychain, Windows Credential Manager, Secret Service on
 * Linux (without one, the keyring of the kernel, which does not outlive a restart). The library is loaded only here.
 * @throws ConfigError `keychain_unavailable` where library or service are missing, `keychain_entry_missing`; their
 *   texts never hold the password.
 */
export function readKeychain(wanted: KeychainEntry, context: ReadContext): string {
  const { entry, key, origin } = wanted;
  const separator = entry.indexOf('/');
  const service = separator === -1 ? OUR_SERVICE : entry.slice(0, separator);
  const account = entry.slice(separator + 1);
  if (service === '' || account === '') {
    const hint = 'Write { keychain = "name" } or { keychain = "service/name" }.';
    throw valueError(context, { key, problem: 'names no keychain entry', hint, origin });
  }
  const { Entry } = loadLibrary(wanted, context);
  let password: string | null;
  try {
    password = new Entry(service, account).getPassword();
  } catch (error) {
    const problem = 'the keychain of this system could not be read';
    const hint = 'Unlock it, or use another source, for example { command = ["…"] }.';
    throw valueError(context, { code: 'keychain_unavailable', key, problem, hint, origin, cause: error });
  }
  if (password !== null && password !== '') return password;
  throw valueError(context, {
    code: 'keychain_entry_missing',
    key,
    problem: `the keychain has no entry "${account}" of the service "${service}"`,
    hint: hintToStore(service, account),
    origin,
  });
}

function loadLibrary({ key, origin }: KeychainEntry, context: ReadContext): KeyringLibrary {
  try {
    const { createRequire } = process.getBuiltinModule('node:module');
    return createRequire(import.meta.url)(LIBRARY) as KeyringLibrary;
  } catch (error) {
    const missing = errorCode(error) === 'MODULE_NOT_FOUND';
    const problem = missing
      ? `needs the package ${LIBRARY}, which is not installed`
      : `${LIBRARY} cannot be loaded here`;
    const hint = missing
      ? `Install it: npm install ${LIBRARY}.`
      : 'Use another source, for example { command = ["…"] }.';
    throw valueError(context, { code: 'keychain_unavailable', key, problem, hint, origin, cause: error });
  }
}

function hintToStore(service: string, account: string): string {
  const node = `new (require("${LIBRARY}").Entry)(${JSON.stringify(service)}, ${JSON.stringify(account)})`;
  return `Store it with the keychain's own program, or: node -e '${node}.setPassword(fs.readFileSync(0, "utf8").trim())'`;
}
