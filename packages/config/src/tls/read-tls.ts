import type { X509Certificate } from 'node:crypto';
import { resolvePath } from '../layers/paths.ts';
import type { Origin } from '../origin.ts';
import type { TlsConfig } from '../otel-config.ts';
import { nonEmptyText } from '../read/decoders.ts';
import { placeOf, valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import type { SettingName } from '../schema/table-id.ts';
import { expandVariables } from '../secrets/expand-variables.ts';
import { folderOf } from '../secrets/read-secret.ts';
import { readCertificates, readPrivateKey } from './pem.ts';
import type { PemResult } from './pem.ts';

const DAY_MILLIS = 86_400_000;
const WARN_BEFORE_DAYS = 14;

/** A path as written and as found. */
export interface TlsFile {
  readonly key: string;
  readonly path: string;
  readonly origin: Origin;
}

export interface TlsFiles {
  readonly caCertificate?: TlsFile;
  readonly clientCertificate?: TlsFile;
  readonly clientPrivateKey?: TlsFile;
}

/**
 * Reads a `tls` table: `ca-certificate`, `client-certificate`, `client-private-key`, relative to the folder of the
 * file that sets them. Undefined when none is set.
 * @throws ConfigError as `checkTls`.
 */
export function readTls(reader: ReaderOf<'tls'>, context: ReadContext): TlsConfig | undefined {
  const file = (name: SettingName<'tls'>): TlsFile | undefined => readPath(reader, name, context);
  const caCertificate = file('ca-certificate');
  const clientCertificate = file('client-certificate');
  const clientPrivateKey = file('client-private-key');
  reader.finish();
  return checkTls(
    {
      ...(caCertificate === undefined ? {} : { caCertificate }),
      ...(clientCertificate === undefined ? {} : { clientCertificate }),
      ...(clientPrivateKey === undefined ? {} : { clientPrivateKey }),
    },
    context,
  );
}

function readPath(reader: ReaderOf<'tls'>, name: SettingName<'tls'>, context: ReadContext): TlsFile | undefined {
  const node = reader.node(name);
  if (node === undefined) return undefined;
  const key = reader.keyOf(name);
  const { origin } = node;
  const written = expandVariables({ text: nonEmptyText(node, { key, context }), key, origin }, context).text;
  const path = resolvePath(written, folderOf(origin, context), context.home);
  context.values.push({ key, value: path, origin });
  return { key, path, origin };
}

/**
 * Checks that the files exist, are PEM and belong together, and warns of certificates that end soon.
 * @throws ConfigError `tls_file` for a file that cannot be used, `tls_pair` for a certificate without its key.
 */
export function checkTls(files: TlsFiles, context: ReadContext): TlsConfig | undefined {
  const { caCertificate, clientCertificate, clientPrivateKey } = files;
  if (caCertificate !== undefined) {
    for (const certificate of usable(caCertificate, readCertificates(caCertificate.path), context)) {
      warnOfDates(certificate, caCertificate, context);
    }
  }
  if (clientCertificate !== undefined && clientPrivateKey !== undefined) {
    checkPair(clientCertificate, clientPrivateKey, context);
  } else if (clientCertificate !== undefined || clientPrivateKey !== undefined) {
    throw halfPair(clientCertificate ?? clientPrivateKey, clientCertificate === undefined, context);
  }
  if (caCertificate === undefined && clientCertificate === undefined) return undefined;
  return {
    ...(caCertificate === undefined ? {} : { caCertificate: caCertificate.path }),
    ...(clientCertificate === undefined ? {} : { clientCertificate: clientCertificate.path }),
    ...(clientPrivateKey === undefined ? {} : { clientPrivateKey: clientPrivateKey.path }),
  };
}

function checkPair(certificateFile: TlsFile, keyFile: TlsFile, context: ReadContext): void {
  const [certificate] = usable(certificateFile, readCertificates(certificateFile.path), context);
  const key = usable(keyFile, readPrivateKey(keyFile.path), context);
  if (!certificate.checkPrivateKey(key)) {
    throw valueError(context, {
      code: 'tls_pair',
      key: keyFile.key,
      problem: 'is not the key of client-certificate',
      hint: 'Give the certificate and the private key that were made together.',
      origin: keyFile.origin,
    });
  }
  warnOfDates(certificate, certificateFile, context);
}

function usable<T>(file: TlsFile, result: PemResult<T>, context: ReadContext): T {
  if (result.ok) return result.value;
  throw valueError(context, {
    code: 'tls_file',
    key: file.key,
    problem: `${file.path} ${result.problem}`,
    hint: 'Give the path of a PEM file; relative paths start at the folder of this config file.',
    origin: file.origin,
  });
}

function halfPair(given: TlsFile | undefined, isKey: boolean, context: ReadContext): Error {
  const [has, lacks] = isKey
    ? ['client-private-key', 'client-certificate']
    : ['client-certificate', 'client-private-key'];
  return valueError(context, {
    code: 'tls_pair',
    key: given?.key ?? has,
    problem: `is given without ${lacks}`,
    hint: `Add ${lacks}, or remove ${has}.`,
    origin: given?.origin ?? { layer: 'default' },
  });
}

function warnOfDates(certificate: X509Certificate, file: TlsFile, context: ReadContext): void {
  const now = context.now();
  const end = Date.parse(certificate.validTo);
  const days = Math.floor((end - now) / DAY_MILLIS);
  const problem =
    end <= now
      ? { code: 'certificate_expired', text: `expired on ${new Date(end).toISOString().slice(0, 10)}` }
      : Date.parse(certificate.validFrom) > now
        ? { code: 'certificate_not_yet_valid', text: 'is not valid yet' }
        : days <= WARN_BEFORE_DAYS
          ? { code: 'certificate_expires_soon', text: `expires in ${days} day${days === 1 ? '' : 's'}` }
          : undefined;
  if (problem === undefined) return;
  context.warnings.push({
    code: problem.code,
    message: `${placeOf(file.origin)}${file.key}: the certificate ${file.path} ${problem.text}`,
    hint: 'Renew the certificate.',
    origin: file.origin,
  });
}
