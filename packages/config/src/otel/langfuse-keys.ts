import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { Secret } from '../secret.ts';
import { readSecret } from '../secrets/read-secret.ts';
import { environmentBelongsTo, environmentValue } from './environment-defaults.ts';

/** A project's pair of keys. The public one is no secret, but is read like one. */
export interface LangfuseKeys {
  readonly publicKey: Secret;
  readonly secretKey: Secret;
}

/**
 * The keys of `[…langfuse]`, filled in from `LANGFUSE_PUBLIC_KEY` and `LANGFUSE_SECRET_KEY`; undefined when there are
 * none. Keys of the environment are not sent to `url` when the environment names another Langfuse, nor mixed with
 * those of another project.
 * @throws ConfigError `missing_credentials` for half a pair.
 */
export function langfuseKeys(
  reader: ReaderOf<'langfuse'> | undefined,
  url: URL,
  context: ReadContext,
): LangfuseKeys | undefined {
  const writtenPublic = readKey(reader, 'public_key', context);
  const writtenSecret = readKey(reader, 'secret_key', context);
  const usable = environmentBelongsTo(url, environmentValue(context, 'LANGFUSE_BASE_URL', 'LANGFUSE_HOST'));
  const environmentPublic = usable ? environmentKey('LANGFUSE_PUBLIC_KEY', context) : undefined;
  const environmentSecret = usable ? environmentKey('LANGFUSE_SECRET_KEY', context) : undefined;
  if (writtenPublic === undefined && writtenSecret === undefined && environmentSecret === undefined) return undefined;
  const publicKey = writtenPublic ?? environmentPublic;
  const sameProject =
    environmentPublic === undefined ||
    (publicKey?.isRenewed === false && environmentPublic.reveal() === publicKey.reveal());
  const secretKey = writtenSecret ?? (sameProject ? environmentSecret : undefined);
  if (publicKey !== undefined && secretKey !== undefined) {
    if (writtenPublic === undefined)
      recordFilledIn(reader?.keyOf('public_key') ?? 'LANGFUSE_PUBLIC_KEY', publicKey, context);
    if (writtenSecret === undefined)
      recordFilledIn(reader?.keyOf('secret_key') ?? 'LANGFUSE_SECRET_KEY', secretKey, context);
    return { publicKey, secretKey };
  }
  const [lacking, variable] =
    publicKey === undefined
      ? (['public_key', 'LANGFUSE_PUBLIC_KEY'] as const)
      : (['secret_key', 'LANGFUSE_SECRET_KEY'] as const);
  throw valueError(context, {
    code: 'missing_credentials',
    key: reader?.keyOf(lacking) ?? variable,
    problem: 'is missing, only the other half of the pair is given',
    hint: `Write ${lacking}, or set ${variable} of the same project.`,
    origin: reader?.origin ?? { layer: 'environment' },
  });
}

/** The header that Langfuse authenticates by. */
export function basicAuthorization({ publicKey, secretKey }: LangfuseKeys): Secret {
  const header = (): string => {
    const pair = `${publicKey.reveal()}:${secretKey.reveal()}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  };
  const isRenewed = publicKey.isRenewed || secretKey.isRenewed;
  const authorization = new Secret(isRenewed ? header : header(), secretKey.source, async () => {
    await publicKey.renew();
    await secretKey.renew();
  });
  if (isRenewed && !publicKey.isRenewed) PUBLIC_KEYS.set(authorization, publicKey.reveal());
  return authorization;
}

/** Public keys of headers that are put together only when they are sent. */
const PUBLIC_KEYS = new WeakMap<Secret, string>();

/** The public key out of a Basic header; undefined when it is none, no Langfuse key, or not known before it is sent. */
export function publicKeyOf(authorization: Secret): string | undefined {
  const known = PUBLIC_KEYS.get(authorization);
  if (known !== undefined || authorization.isRenewed) return known;
  const encoded = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(authorization.reveal())?.[1];
  const decoded = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  return /^(pk-[\x21-\x39\x3b-\x7e]{1,200}):./.exec(decoded)?.[1];
}

function readKey(
  reader: ReaderOf<'langfuse'> | undefined,
  name: 'public_key' | 'secret_key',
  context: ReadContext,
): Secret | undefined {
  const node = reader?.node(name);
  return node === undefined || reader === undefined ? undefined : readSecret(node, reader.keyOf(name), context);
}

function recordFilledIn(key: string, { source }: Secret, context: ReadContext): void {
  context.values.push({ key, value: '[redacted]', origin: { layer: 'environment' }, source });
}

function environmentKey(name: string, context: ReadContext): Secret | undefined {
  const variable = environmentValue(context, name);
  return variable === undefined ? undefined : new Secret(variable.value, `env ${name}`);
}
