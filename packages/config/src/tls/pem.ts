import type { KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from '../built-ins.ts';
import { errorCode } from '../error-code.ts';

/** What a PEM file holds, or in a few words what is wrong with it. */
export type PemResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const LARGEST_FILE_BYTES = 4 * 1024 * 1024;
const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** All certificates of a file, at least one. */
export function readCertificates(file: string): PemResult<readonly [X509Certificate, ...X509Certificate[]]> {
  const text = readText(file);
  if (!text.ok) return text;
  const blocks = text.value.match(CERTIFICATE) ?? [];
  try {
    const { X509Certificate } = crypto();
    const [first, ...rest] = blocks.map((block) => new X509Certificate(block));
    return first === undefined
      ? { ok: false, problem: 'holds no PEM certificate' }
      : { ok: true, value: [first, ...rest] };
  } catch {
    // OpenSSL's message says nothing that a user could act on.
    return { ok: false, problem: 'holds a damaged PEM certificate' };
  }
}

export function readPrivateKey(file: string): PemResult<KeyObject> {
  const text = readText(file);
  if (!text.ok) return text;
  if (!/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/.test(text.value))
    return { ok: false, problem: 'holds no PEM private key' };
  if (/ENCRYPTED/.test(text.value)) return { ok: false, problem: 'is encrypted; a key without passphrase is needed' };
  try {
    return { ok: true, value: crypto().createPrivateKey(text.value) };
  } catch {
    return { ok: false, problem: 'holds a damaged PEM private key' };
  }
}

/** Loaded when a certificate is to be read: most configurations have none, and start-up time counts. */
function crypto() {
  return process.getBuiltinModule('node:crypto');
}

function readText(file: string): PemResult<string> {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return { ok: false, problem: 'is not a file' };
    if (stats.size > LARGEST_FILE_BYTES) return { ok: false, problem: 'is larger than 4 MiB' };
    return { ok: true, value: readFileSync(file, 'latin1') };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, problem: 'does not exist' };
    return { ok: false, problem: code === 'EACCES' ? 'may not be read' : `cannot be read (${code})` };
  }
}
