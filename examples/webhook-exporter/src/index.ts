import type { ExporterFactory } from '@codex-langfuse/exporter';
import { createWebhookExporter } from './webhook-exporter.ts';

/** Kind in `config.toml` → factory: what `otel.exporter_modules` looks for in a module. */
export const exporters: Readonly<Record<string, ExporterFactory>> = { webhook: createWebhookExporter };
