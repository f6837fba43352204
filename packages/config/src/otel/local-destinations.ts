import type { DestinationConfig, SignalEndpoint } from '../otel-config.ts';
import { resolvePath } from '../layers/paths.ts';
import { nonEmptyText } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { expandVariables } from '../secrets/expand-variables.ts';
import { folderOf } from '../secrets/read-secret.ts';
import { finishDestination, wantedSignals } from './destination-settings.ts';
import type { DestinationDraft } from './destination-settings.ts';

/** Reads `otlp-file`: a path that OTLP/JSON lines of all signals are appended to. */
export function readFileDestination(draft: DestinationDraft, context: ReadContext): DestinationConfig {
  const key = draft.reader.keyOf('path');
  const node = draft.reader.node('path');
  if (node === undefined) {
    const hint = 'Write path = "traces.jsonl"; relative paths start at the folder of this config file.';
    throw valueError(context, { key, problem: 'is missing', hint, origin: draft.choice.origin });
  }
  const { origin } = node;
  const written = expandVariables({ text: nonEmptyText(node, { key, context }), key, origin }, context).text;
  const path = resolvePath(written, folderOf(origin, context), context.home);
  context.values.push({ key, value: path, origin });
  return local(draft, { url: path, protocol: 'file' }, context);
}

/** Reads `console`. */
export function readConsoleDestination(draft: DestinationDraft, context: ReadContext): DestinationConfig {
  return local(draft, { url: '', protocol: 'console' }, context);
}

function local(draft: DestinationDraft, endpoint: SignalEndpoint, context: ReadContext): DestinationConfig {
  const signals = Object.fromEntries(wantedSignals(draft).map((signal) => [signal, endpoint]));
  return { ...finishDestination(draft, false, context), kind: draft.choice.kind, signals, headers: {} };
}
