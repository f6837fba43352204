import { AGENT_TABLES } from './agent-tables.ts';
import { EXPORTER_TABLES } from './exporter-tables.ts';
import { OTEL_TABLES } from './otel-tables.ts';

export type { Setting, SettingTable } from './setting.ts';
export { KNOWN_WITHOUT_EFFECT, MCP_KEYS_WITHOUT_EFFECT, PROVIDER_KEYS_WITHOUT_EFFECT } from '../codex/known-keys.ts';
export { ENDPOINT_FORMS } from './endpoint-forms.ts';
export type { EndpointForm } from './endpoint-forms.ts';
export { CODEX_DIFFERENCES } from './differences.ts';
export type { CodexDifference } from './differences.ts';

/** Every table of `config.toml` with every key. Readers are typed by it: a key that is missing here does not compile. */
export const CONFIG_TABLES = { ...AGENT_TABLES, ...OTEL_TABLES, ...EXPORTER_TABLES };
