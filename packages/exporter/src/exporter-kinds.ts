import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig } from '@codex-langfuse/config';
import type { ExportOutcome } from './export-outcome.ts';
import type { Exporter, ExporterEnvironment, ExporterFactory } from './exporter.ts';
import { createConsoleExporter } from './console/console-exporter.ts';
import { createFileExporter } from './file/file-exporter.ts';
import { createForeignExporter } from './foreign/foreign-exporter.ts';
import { createGrpcExporter } from './grpc/grpc-exporter.ts';
import { createHttpExporter } from './http/http-exporter.ts';

/** The kinds that come with this package. */
const BUILT_IN: Readonly<Record<string, ExporterFactory>> = {
  'otlp-http': createHttpExporter,
  langfuse: createHttpExporter,
  'otlp-grpc': createGrpcExporter,
  'otlp-file': createFileExporter,
  console: createConsoleExporter,
};

const factories = new Map<string, ExporterFactory>(Object.entries(BUILT_IN));

/**
 * Makes `kind` a valid exporter name in the configuration, for the whole process. A later registration replaces an
 * earlier one, also a built-in one; returns a function that restores what was there before.
 */
export function registerExporter(kind: string, factory: ExporterFactory): () => void {
  const previous = factories.get(kind);
  factories.set(kind, factory);
  return () => {
    if (previous === undefined) factories.delete(kind);
    else factories.set(kind, previous);
  };
}

/**
 * Throws `ConfigError`: `unknown_exporter` for a kind that nobody registered, `exporter_failed` where a registered
 * factory fails.
 */
export function createExporter(destination: DestinationConfig, environment: ExporterEnvironment): Exporter {
  const factory = factories.get(destination.kind);
  if (factory === undefined) throw unknownKind(destination);
  const isOurs = BUILT_IN[destination.kind] === factory;
  return withRenewedSecrets(
    isOurs ? factory(destination, environment) : createForeignExporter(factory, destination, environment),
  );
}

/** Secrets that a program prints are asked for with each request; the program failing is the destination's fault. */
function withRenewedSecrets(exporter: Exporter): Exporter {
  return {
    async export(signal, items, abort): Promise<ExportOutcome> {
      try {
        return await exporter.export(signal, items, abort);
      } catch (error) {
        if (!ConfigError.isInstance(error)) throw error;
        const { code, message, hint } = error;
        return { kind: 'destination', fault: { code, message, hint } };
      }
    },
    close: () => exporter.close(),
  };
}

/** All names that `createExporter` knows now, sorted. */
export function exporterKinds(): readonly string[] {
  return [...factories.keys()].sort();
}

function unknownKind({ kind, name }: DestinationConfig): ConfigError {
  return new ConfigError({
    code: 'unknown_exporter',
    message: `Destination ${name} wants the exporter "${kind}", which does not exist.`,
    hint: `Known exporters: ${exporterKinds().join(', ')}. Others are added with registerExporter().`,
  });
}
