import { START, prefixed, type RedactionRule } from './redaction-rule.ts';

/** Tokens that a service made recognisable by a prefix or a fixed shape. Formats are those the services document. */
export const TOKEN_RULES: readonly RedactionRule[] = [
  { name: 'anthropic_key', keywords: ['sk-ant-'], pattern: /sk-ant-[A-Za-z0-9_-]{16,256}/g },
  { name: 'langfuse_key', keywords: ['sk-lf-'], pattern: /sk-lf-[A-Za-z0-9-]{16,64}/g },
  prefixed('openrouter_key', 'sk-or-v1-', '[a-f0-9]{32,128}'),
  {
    name: 'openai_key',
    keywords: ['sk-'],
    pattern: new RegExp(`${START}sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,256}|[A-Za-z0-9]{20,256})`, 'g'),
    accepts: holdsDigit,
  },
  {
    name: 'github_token',
    keywords: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{40,255}/g,
  },
  {
    name: 'gitlab_token',
    keywords: ['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-', 'glsoat-', 'glagent-', 'glft-', 'glimt-'],
    pattern: /gl(?:pat|ptt|dt|rt|cbt|soat|agent|ft|imt)-[A-Za-z0-9_.-]{20,300}/g,
  },
  {
    name: 'aws_access_key_id',
    keywords: ['akia', 'asia', 'abia', 'acca'],
    pattern: new RegExp(`${START}(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])`, 'g'),
  },
  { name: 'google_api_key', keywords: ['aiza'], pattern: /AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  prefixed('google_oauth_token', 'ya29.', '[A-Za-z0-9_-]{20,2000}'),
  prefixed('google_client_secret', 'GOCSPX-', '[A-Za-z0-9_-]{24,64}'),
  {
    name: 'slack_token',
    keywords: ['xox', 'xapp-'],
    pattern: new RegExp(`${START}(?:xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9-]{10,250}|xapp-\\d-[A-Za-z0-9-]{10,250})`, 'g'),
    accepts: holdsDigit,
  },
  {
    name: 'slack_webhook',
    keywords: ['hooks.slack.com'],
    pattern: /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{20,200}/g,
  },
  {
    name: 'discord_webhook',
    keywords: ['/api/webhooks/'],
    pattern: /(discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/)[A-Za-z0-9_-]{30,120}/g,
  },
  {
    name: 'stripe_key',
    keywords: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    pattern: new RegExp(`${START}[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}`, 'g'),
  },
  prefixed('stripe_webhook_secret', 'whsec_', '[A-Za-z0-9+/=]{24,100}'),
  prefixed('npm_token', 'npm_', '[A-Za-z0-9]{36}(?![A-Za-z0-9])'),
  prefixed('pypi_token', 'pypi-', '[A-Za-z0-9_-]{50,500}'),
  prefixed('rubygems_token', 'rubygems_', '[a-f0-9]{48}'),
  prefixed('huggingface_token', 'hf_', '[A-Za-z0-9]{30,60}(?![A-Za-z0-9_])'),
  prefixed('groq_key', 'gsk_', '[A-Za-z0-9]{40,80}'),
  prefixed('xai_key', 'xai-', '[A-Za-z0-9]{60,120}'),
  prefixed('perplexity_key', 'pplx-', '[A-Za-z0-9]{40,80}'),
  prefixed('replicate_token', 'r8_', '[A-Za-z0-9]{37}'),
  prefixed('digitalocean_token', 'dop_v1_', '[a-f0-9]{64}'),
  prefixed('sendgrid_key', 'SG.', '[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}'),
  prefixed('mailgun_key', 'key-', '[0-9a-f]{32}(?![0-9a-f])'),
  {
    name: 'twilio_key',
    keywords: ['sk'],
    pattern: new RegExp(`${START}SK[0-9a-f]{32}(?![0-9a-f])`, 'g'),
  },
  {
    name: 'telegram_token',
    keywords: [':aa'],
    pattern: new RegExp(`${START}\\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])`, 'g'),
  },
  {
    name: 'shopify_token',
    keywords: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    pattern: /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/g,
  },
  prefixed('databricks_token', 'dapi', '[a-f0-9]{32}(?![a-f0-9])'),
  prefixed('vault_token', 'hvs.', '[A-Za-z0-9_-]{20,300}'),
  prefixed('docker_token', 'dckr_pat_', '[A-Za-z0-9_-]{20,60}'),
  prefixed('linear_key', 'lin_api_', '[A-Za-z0-9]{30,60}'),
  prefixed('notion_token', 'ntn_', '[A-Za-z0-9]{40,60}'),
  prefixed('figma_token', 'figd_', '[A-Za-z0-9_-]{30,60}'),
  prefixed('postman_key', 'PMAK-', '[a-f0-9]{24}-[a-f0-9]{34}'),
  prefixed('new_relic_key', 'NRAK-', '[A-Z0-9]{27}'),
  prefixed('grafana_token', 'glsa_', '[A-Za-z0-9]{32}_[a-f0-9]{8}'),
  prefixed('sentry_token', 'sntrys_', '[A-Za-z0-9+/=_-]{40,400}'),
  prefixed('atlassian_token', 'ATATT3', '[A-Za-z0-9_=-]{60,300}'),
  prefixed('supabase_token', 'sbp_', '[a-f0-9]{40}'),
  prefixed('planetscale_token', 'pscale_tkn_', '[A-Za-z0-9_.-]{32,64}'),
  prefixed('age_key', 'AGE-SECRET-KEY-1', '[0-9A-Z]{50,64}'),
  {
    name: 'azure_key',
    keywords: ['accountkey', 'sharedaccesskey'],
    pattern: /((?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{40,100}={0,2}/gi,
  },
  {
    name: 'jwt',
    keywords: ['eyj'],
    pattern: new RegExp(
      `${START}eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}(?:\\.[A-Za-z0-9_-]{0,2000}){1,3}`,
      'g',
    ),
  },
];

function holdsDigit(secret: string): boolean {
  return /\d/.test(secret);
}
