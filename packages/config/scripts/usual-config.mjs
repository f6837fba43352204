import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a user has who followed Langfuse's guide. */
const TEXT = `model = "gpt-5-codex"
approval_policy = "on-request"
sandbox_mode = "workspace-write"

[otel]
environment = "prod"
log_user_prompt = true

[otel.exporter.otlp-http]
endpoint = "https://cloud.langfuse.com/api/public/otel"
protocol = "binary"

[otel.exporter.otlp-http.headers]
Authorization = "Basic \${AUTH}"
`;

/** Writes a usual configuration into a new folder, to be removed by the caller, and returns what `loadConfig` takes. */
export function writeUsualConfig() {
  const home = mkdtempSync(join(tmpdir(), 'codex-config-'));
  mkdirSync(join(home, '.codex'));
  writeFileSync(join(home, '.codex', 'config.toml'), TEXT);
  // What the machine itself has in /etc is not part of it.
  return { home, cwd: home, systemDirectory: join(home, 'etc'), env: { AUTH: 'cGstbGYtMTpzay1sZi0x' } };
}
