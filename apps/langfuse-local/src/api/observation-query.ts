import { observationFieldGroups } from '@codex-langfuse/langfuse';
import type { ObservationFieldGroup } from '@codex-langfuse/langfuse';
import type { ObservationCursor, ObservationQuery } from '../store/store.ts';

export interface QueryIssue {
  readonly path: readonly [string];
  readonly message: string;
}

/** What to look for, and what of it to show. */
export interface ObservationRequest {
  readonly filter: ObservationQuery;
  readonly fields: readonly ObservationFieldGroup[];
  readonly expandMetadata: readonly string[];
}

export type QueryResult =
  | { readonly ok: true; readonly value: ObservationRequest }
  | { readonly ok: false; readonly issues: readonly QueryIssue[] };

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;
const DEFAULT_FIELDS: readonly ObservationFieldGroup[] = ['core', 'basic'];

/** Reads the parameters of `GET /api/public/v2/observations`; times are ISO 8601. */
export function parseObservationQuery(parameters: URLSearchParams): QueryResult {
  const issues: QueryIssue[] = [];
  const issue = (name: string, message: string): void => {
    issues.push({ path: [name], message });
  };
  const text = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const time = (name: string): bigint | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    const millis = Date.parse(value);
    if (Number.isFinite(millis)) return BigInt(millis) * 1_000_000n;
    issue(name, 'Expected a time in ISO 8601, such as 2026-01-31T12:00:00Z');
    return undefined;
  };

  const limit = Number(text('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    issue('limit', `Expected an integer from 1 to ${MAX_LIMIT}`);
  const cursorText = text('cursor');
  const cursor = cursorText === undefined ? undefined : decodeCursor(cursorText);
  if (cursor === null) issue('cursor', 'Expected the cursor of the page before');

  const list = (name: string): readonly string[] =>
    text(name)
      ?.split(',')
      .filter((part) => part !== '') ?? [];
  const fields: ObservationFieldGroup[] = [];
  for (const group of list('fields')) {
    if (isFieldGroup(group)) fields.push(group);
    else issue('fields', `Expected some of ${observationFieldGroups.join(', ')}`);
  }

  const candidate = {
    limit,
    cursor: cursor ?? undefined,
    traceId: text('traceId'),
    sessionId: text('sessionId'),
    userId: text('userId'),
    type: text('type')?.toUpperCase(),
    name: text('name'),
    level: text('level')?.toUpperCase(),
    environment: text('environment'),
    parentObservationId: text('parentObservationId'),
    fromStartTimeUnixNano: time('fromStartTime'),
    toStartTimeUnixNano: time('toStartTime'),
  };
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    value: {
      filter: withoutUndefined(candidate),
      fields: fields.length === 0 ? DEFAULT_FIELDS : fields,
      expandMetadata: list('expandMetadata'),
    },
  };
}

function isFieldGroup(text: string): text is ObservationFieldGroup {
  return (observationFieldGroups as readonly string[]).includes(text);
}

/** Opaque to clients. */
export function encodeCursor(cursor: ObservationCursor): string {
  return Buffer.from(`${cursor.startTimeUnixNano}/${cursor.id}`).toString('base64url');
}

function decodeCursor(text: string): ObservationCursor | null {
  const match = /^(\d{1,19})\/(.*)$/s.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { startTimeUnixNano: BigInt(match[1]), id: match[2] };
}

type Defined<Type> = { [Key in keyof Type as undefined extends Type[Key] ? never : Key]: Type[Key] } & {
  [Key in keyof Type as undefined extends Type[Key] ? Key : never]?: Exclude<Type[Key], undefined>;
};

function withoutUndefined<Type extends object>(value: Type): Defined<Type> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<Type>;
}
