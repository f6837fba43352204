import type { RE2JS } from 're2js';
import type { OtelConfig } from '../otel-config.ts';
import { textList } from '../read/decoders.ts';
import type { Decoder } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';

/**
 * Reads `[otel.redact]`. Patterns are compiled by the engine that will run them, whose time is linear in the text: what
 * it does not have (lookaround, back references) is said here, with its line.
 */
export function readRedact(otel: ReaderOf<'otel'>, context: ReadContext): OtelConfig['redact'] {
  const table = otel.table<'otel.redact'>('redact');
  const patterns: Decoder<readonly string[]> = (node, place) => {
    const written = textList(node, place);
    const index = written.findIndex((pattern) => !isPattern(pattern));
    if (index === -1) return written;
    const key = `${place.key}[${index}]`;
    const hint =
      'Patterns are regular expressions without lookaround and back references; in TOML write them in single quotes.';
    throw valueError(context, { key, problem: 'is an invalid pattern', hint, origin: node.origin });
  };
  const redact = { patterns: table.value('patterns', patterns, []), allow: table.value('allow', patterns, []) };
  table.finish();
  return redact;
}

function isPattern(pattern: string): boolean {
  const engine = loadEngine();
  try {
    // A pattern that finds nothing in nothing: one that does would find something everywhere.
    return pattern !== '' && !engine.compile(engine.translateRegExp(pattern) as string).test('');
  } catch {
    // The engine says no with errors of several kinds; all of them are about the pattern.
    return false;
  }
}

/** Only who has patterns pays for the engine; loading a configuration is synchronous, so it cannot be imported here. */
function loadEngine(): typeof RE2JS {
  const { createRequire } = process.getBuiltinModule('node:module');
  const here = createRequire(import.meta.url);
  const packageFile = here.resolve('@codex-langfuse/config/package.json');
  return (createRequire(packageFile)('re2js') as { readonly RE2JS: typeof RE2JS }).RE2JS;
}
