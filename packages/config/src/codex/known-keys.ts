import type { SettingName } from '../schema/table-id.ts';

/** Top-level keys of the real Codex that are read elsewhere or have no effect here; they are not reported as unknown. */
export const KNOWN_WITHOUT_EFFECT = [
  'agents',
  'allow_login_shell',
  'analytics',
  'approvals_reviewer',
  'apps',
  'auto_review',
  'background_terminal_max_timeout',
  'chatgpt_base_url',
  'check_for_update_on_startup',
  'cli_auth_credentials_store',
  'commit_attribution',
  'default_permissions',
  'disable_paste_burst',
  'disable_response_storage',
  'experimental_resume',
  'experimental_use_unified_exec_tool',
  'feedback',
  'file_opener',
  'forced_chatgpt_workspace_id',
  'forced_login_method',
  'hooks',
  'instructions',
  'log_dir',
  'mcp_oauth_callback_port',
  'mcp_oauth_callback_url',
  'mcp_oauth_credentials_store',
  'memories',
  'model_catalog_json',
  'model_max_output_tokens',
  'model_supports_reasoning_summaries',
  'notice',
  'oss_provider',
  'permissions',
  'personality',
  'plan_mode_reasoning_effort',
  'plugins',
  'preferred_auth_method',
  'realtime',
  'skills',
  'sqlite_home',
  'suppress_unstable_features_warning',
  'tool_suggest',
  'tools',
  'trust_level',
  'tui',
  'windows',
  'windows_wsl_setup_acknowledged',
  'zsh_path',
] as const;

/** The same of `[model_providers.<id>]`. */
export const PROVIDER_KEYS_WITHOUT_EFFECT = [
  'auth',
  'aws',
  'env_key_instructions',
  'supports_websockets',
  'websocket_connect_timeout_ms',
] as const;

/** The same of `[mcp_servers.<name>]`. */
export const MCP_KEYS_WITHOUT_EFFECT = [
  'bearer_token',
  'default_tools_approval_mode',
  'experimental_environment',
  'oauth',
  'oauth_resource',
  'scopes',
  'supports_parallel_tool_calls',
  'tools',
] as const;

export type ProviderKey = SettingName<'model_providers.*'>;
export type McpKey = SettingName<'mcp_servers.*'>;
