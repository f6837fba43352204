import type { Origin } from '../origin.ts';
import { nonEmptyText } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { expandVariables } from '../secrets/expand-variables.ts';
import type { DestinationDraft } from './destination-settings.ts';
import { endpointProblem } from './endpoint.ts';

/** Where a destination's URLs come from. */
export interface FoundEndpoint {
  readonly url: URL;
  readonly key: string;
  readonly origin: Origin;
}

/** Reads and checks the URL under `name`; undefined when the key is absent. */
export function readEndpoint(
  draft: DestinationDraft,
  name: 'endpoint' | 'base_url',
  parse: (text: string) => URL | null,
  context: ReadContext,
): FoundEndpoint | undefined {
  const node = draft.reader.node(name);
  if (node === undefined) return undefined;
  const key = draft.reader.keyOf(name);
  const { origin } = node;
  const text = expandVariables({ text: nonEmptyText(node, { key, context }), key, origin }, context).text.trim();
  const url = parse(text);
  const problem = endpointProblem(url);
  if (url === null || problem !== undefined) {
    throw notAnEndpoint({ key, origin, problem: problem ?? 'is not a URL' }, name, context);
  }
  context.values.push({ key, value: url.href, origin });
  return { url, key, origin };
}

function notAnEndpoint(
  details: { readonly key: string; readonly origin: Origin; readonly problem: string },
  name: string,
  context: ReadContext,
): Error {
  return valueError(context, { ...details, hint: `Write ${name} = "https://host/path".` });
}
