import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import type { ExporterEnvironment } from './exporter.ts';
import { secretValues } from './secret-values.ts';
import { createTextCleaner } from './server-text.ts';
import type { TextCleaner } from './server-text.ts';

/** Where one signal goes, and what may be said about it. */
export interface Target {
  readonly url: URL;
  /** Scheme, host and path; a query or user info could hold credentials. */
  readonly shownUrl: string;
  readonly headerNames: readonly string[];
  readonly clean: TextCleaner;
}

export function createTarget(
  destination: DestinationConfig,
  signal: Signal,
  env: ExporterEnvironment['env'],
): Target | undefined {
  const text = destination.signals[signal]?.url;
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return {
    url,
    shownUrl: url.origin === 'null' ? url.host : url.origin + url.pathname,
    headerNames: Object.keys(destination.headers),
    clean: createTextCleaner(secretValues(destination, url, env)),
  };
}
