import type { CaptureLevel, CapturePolicy, ContentKind } from '../otel-config.ts';
import { byteSize, integer, oneOf } from '../read/decoders.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf, TableReader } from '../read/table-reader.ts';

export const CONTENT_KINDS: readonly ContentKind[] = [
  'prompts',
  'responses',
  'tool_arguments',
  'tool_output',
  'system',
];
const LEVEL = oneOf('metadata', 'redacted', 'full');
const DEFAULT_MAX_BYTES = 16_384;

/** What a `capture` key says; kinds it does not name keep the default. */
export interface CaptureSetting {
  readonly levels: Readonly<Partial<Record<ContentKind, CaptureLevel>>>;
  readonly maxBytes?: number;
}

/** The switches of the real Codex that have a say where `capture` has none. */
export interface CaptureSwitches {
  readonly logUserPrompt: boolean;
  readonly logAgentResponses: boolean;
  readonly toolResultMaxBytes: number | undefined;
}

/** Reads `capture = "level"` or a table of kinds. */
export function readCapture(reader: TableReader<'capture'>, context: ReadContext): CaptureSetting | undefined {
  const node = reader.node('capture');
  if (node === undefined) return undefined;
  if (node.kind !== 'table') {
    const level = LEVEL(node, { key: reader.keyOf('capture'), context });
    context.values.push({ key: reader.keyOf('capture'), value: level, origin: node.origin });
    return { levels: Object.fromEntries(CONTENT_KINDS.map((kind) => [kind, level])) };
  }
  const table = reader.table<'otel.capture'>('capture');
  const levels = Object.fromEntries(
    CONTENT_KINDS.flatMap((kind) => {
      const level = table.optional(kind, LEVEL);
      return level === undefined ? [] : [[kind, level] as const];
    }),
  );
  const maxBytes = table.optional('max_bytes', byteSize(0));
  table.finish();
  return { levels, ...(maxBytes === undefined ? {} : { maxBytes }) };
}

export const readToolResultMaxBytes = (reader: ReaderOf<'otel'>): number | undefined => {
  const table = reader.table<'otel.tool_result'>('tool_result');
  const maxBytes = table.optional('max_bytes', integer(0));
  table.finish();
  return maxBytes;
};

/**
 * What one destination may see. Its own `capture` goes before that of `[otel]`; where neither names a kind, a
 * langfuse-local on this machine gets redacted text and everyone else metadata only.
 */
export function resolveCapture(details: {
  readonly own: CaptureSetting | undefined;
  readonly general: CaptureSetting | undefined;
  readonly switches: CaptureSwitches;
  readonly isLocalLangfuse: boolean;
}): CapturePolicy {
  const { switches } = details;
  const levels = (details.own ?? details.general)?.levels ?? {};
  const usual: CaptureLevel = details.isLocalLangfuse ? 'redacted' : 'metadata';
  const withoutOutput = switches.toolResultMaxBytes === 0;
  const outputLimit = withoutOutput ? undefined : switches.toolResultMaxBytes;
  return {
    prompts: levels.prompts ?? (switches.logUserPrompt ? 'redacted' : usual),
    responses: levels.responses ?? (switches.logAgentResponses ? 'redacted' : usual),
    tool_arguments: levels.tool_arguments ?? usual,
    tool_output: levels.tool_output ?? (withoutOutput ? 'metadata' : usual),
    system: levels.system ?? usual,
    maxBytes: details.own?.maxBytes ?? details.general?.maxBytes ?? DEFAULT_MAX_BYTES,
    ...(outputLimit === undefined ? {} : { toolOutputMaxBytes: outputLimit }),
  };
}
