import { pathToFileURL } from 'node:url';
import { ConfigError } from '@codex-langfuse/config';
import type { OtelConfig } from '@codex-langfuse/config';
import { exporterKinds, registerExporter } from '@codex-langfuse/exporter';
import type { ExporterFactory } from '@codex-langfuse/exporter';

/**
 * Loads the modules of `[otel.exporter_modules]` and registers their exporters. A module that cannot be used stops
 * nothing: the destinations of its kind say why they get nothing.
 */
export async function loadExporterModules({ exporterModules = {} }: OtelConfig): Promise<void> {
  for (const [kind, path] of Object.entries(exporterModules)) {
    if (!exporterKinds().includes(kind)) registerExporter(kind, await loadFactory(kind, path));
  }
}

async function loadFactory(kind: string, path: string): Promise<ExporterFactory> {
  try {
    const module = (await import(pathToFileURL(path).href)) as {
      readonly exporters?: Readonly<Record<string, unknown>>;
    };
    const factory = module.exporters?.[kind];
    if (typeof factory === 'function') return factory as ExporterFactory;
    return unusable(kind, path, new Error(`it exports no exporters.${kind}`));
  } catch (error) {
    return unusable(kind, path, error);
  }
}

function unusable(kind: string, path: string, cause: unknown): ExporterFactory {
  // Who imported it is this program, of whose files nobody wants to hear.
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\n.*| imported from .*/s, '');
  return () => {
    throw new ConfigError({
      code: 'exporter_module_unusable',
      message: `The module of exporter "${kind}" cannot be used: ${reason}`,
      hint: `Check ${path}, which otel.exporter_modules.${kind} names: it must export exporters = { "${kind}": factory }.`,
      cause,
    });
  };
}
