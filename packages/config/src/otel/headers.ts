import type { Origin } from '../origin.ts';
import { tableEntries } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { TableReader } from '../read/table-reader.ts';
import { Secret } from '../secret.ts';
import { readSecret } from '../secrets/read-secret.ts';
import { dottedKey } from '../tree/config-node.ts';
import { environmentBelongsTo, environmentValue, parseKeyValueList } from './environment-defaults.ts';
import type { EnvironmentValue } from './environment-defaults.ts';

/** Header names in lower case → values. */
export type Headers = Map<string, Secret>;

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Latin-1 without control characters, which would split the request (RFC 9110, 5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const OURS: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Reads a `headers` table. @throws ConfigError for a name or value that no request can carry. */
export function readHeaders(reader: TableReader<'headers'>, context: ReadContext): Headers {
  const headers: Headers = new Map();
  const node = reader.node('headers');
  if (node === undefined) return headers;
  for (const [name, value] of tableEntries(node, { key: reader.keyOf('headers'), context })) {
    const key = `${reader.keyOf('headers')}.${dottedKey([name])}`;
    const problem = nameProblem(name, headers);
    if (problem !== undefined) {
      throw valueError(context, { key, problem, hint: 'Remove or rename the header.', origin: value.origin });
    }
    headers.set(name.toLowerCase(), checked(readSecret(value, key, context), key, value.origin, context));
  }
  return headers;
}

/**
 * Headers of `OTEL_EXPORTER_OTLP_HEADERS` for a destination that has none of its own. They are left out with a warning
 * when the environment names another endpoint, whose they then are, or when they are malformed.
 */
export function environmentHeaders(url: URL, key: string, context: ReadContext): Headers {
  const variable = environmentValue(context, 'OTEL_EXPORTER_OTLP_HEADERS');
  if (variable === undefined) return new Map();
  if (!environmentBelongsTo(url, environmentValue(context, 'OTEL_EXPORTER_OTLP_ENDPOINT'))) {
    ignore(variable, 'belongs to another endpoint', context);
    return new Map();
  }
  const pairs = parseKeyValueList(variable.value);
  const headers: Headers = new Map();
  for (const [name, value] of pairs ?? []) {
    if (nameProblem(name, headers) === undefined && VALUE.test(value)) {
      headers.set(name.toLowerCase(), new Secret(value, `env ${variable.name}`));
    }
  }
  if (pairs === undefined || headers.size < pairs.size) ignore(variable, 'is not a list of name=value', context);
  if (headers.size > 0) {
    const origin = { layer: 'environment' } as const;
    context.values.push({ key, value: '[redacted]', origin, source: `env ${variable.name}` });
  }
  return headers;
}

function nameProblem(name: string, headers: Headers): string | undefined {
  if (!NAME.test(name)) return 'is not a header name';
  if (OURS.has(name.toLowerCase())) return 'is set by the exporter itself';
  return headers.has(name.toLowerCase()) ? 'is given twice' : undefined;
}

function checked(secret: Secret, key: string, origin: Origin, context: ReadContext): Secret {
  // What a program will print is not known yet; the transport looks at it.
  if (secret.isRenewed || VALUE.test(secret.reveal())) return secret;
  throw notAHeaderValue(key, origin, context);
}

function notAHeaderValue(key: string, origin: Origin, context: ReadContext): Error {
  const problem = 'holds a line break or another character that a header cannot carry';
  const hint = 'Basic auth is base64 in one line: printf %s "$PUBLIC:$SECRET" | base64 -w 0.';
  return valueError(context, { key, problem, hint, origin });
}

function ignore(variable: EnvironmentValue, problem: string, context: ReadContext): void {
  const message = `${variable.name} ${problem}; it is not used`;
  context.warnings.push({ code: 'environment_ignored', message, origin: { layer: 'environment' } });
}
