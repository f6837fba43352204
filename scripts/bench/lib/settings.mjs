import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBuilt } from './repository.mjs';

/** The `[otel]` configuration that these `-c key=value` overrides make, as the command would have it. */
export async function otelConfig(...overrides) {
  const { loadConfig } = await importBuilt('packages/config');
  const home = tmpdir();
  return loadConfig({ home, cwd: home, env: {}, overrides: overrides.map((text) => `otel.${text}`) }).config.otel;
}

/** One destination for all three signals on loopback. */
export const destinationAt = (port, protocol = 'http/protobuf') =>
  protocol === 'grpc'
    ? `exporter.otlp-grpc={endpoint="http://127.0.0.1:${port}"}`
    : `exporter.otlp-http={endpoint="http://127.0.0.1:${port}",protocol="${protocol === 'http/json' ? 'json' : 'binary'}"}`;

/** Runs `work` with an empty folder, which is deleted after it. */
export async function withFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'codex-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
