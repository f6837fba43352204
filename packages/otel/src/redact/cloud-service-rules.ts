import { once } from './once.ts';
import { holdsDigit, prefixed, START, type ServiceRule, UUID } from './redaction-rule.ts';

/** Between the fields of a line or a table, also JSON-escaped. */
const GAP = String.raw`(?:[\s",;|]|\\{1,15}["nrt]){1,20}`;

/** Not inside a longer piece of base64. */
const BASE64_START = String.raw`(?:(?<![A-Za-z0-9+/_-])|(?<=\\[nrtbf]))`;

/** Credentials of clouds, hosting and infrastructure. */
export const CLOUD_SERVICE_RULES: readonly ServiceRule[] = [
  {
    // Before the key id: the id is kept as what leads to the secret, and goes next.
    service: 'AWS',
    name: 'aws_secret_access_key',
    form: '40 characters after an access key id',
    keywords: ['AKIA', 'ASIA'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:AKIA|ASIA)[A-Z2-7]{16}(?:${GAP}[\w:.+-]{1,40}){0,2}?${GAP}(?:[A-Za-z_]{1,30}(?:\\{0,15}")?[\s]{0,40}[=:][\s]{0,20}(?:\\{0,15}")?)?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])`,
          'y',
        ),
    ),
  },
  prefixed('AWS', 'aws_access_key_id', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '[A-Z2-7]{16}(?![A-Za-z0-9])'),
  {
    service: 'AWS',
    name: 'aws_session_token',
    form: 'IQoJb3JpZ2luX2…',
    keywords: ['IQoJb3JpZ2luX2'],
    pattern: once(() => /IQoJb3JpZ2luX2[A-Za-z0-9+/%]{50,2000}={0,2}/y),
  },
  prefixed('AWS', 'aws_bedrock_key', 'ABSK', '[A-Za-z0-9+/]{80,200}={0,2}'),
  {
    service: 'Google Cloud',
    name: 'google_api_key',
    form: 'AIza…',
    keywords: ['AIza'],
    pattern: once(() => /AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/y),
  },
  prefixed('Google Cloud', 'google_oauth_token', 'ya29.', '[A-Za-z0-9_-]{20,2000}'),
  prefixed('Google Cloud', 'google_refresh_token', '1//0', '[A-Za-z0-9_-]{35,200}'),
  prefixed('Google Cloud', 'google_client_secret', 'GOCSPX-', '[A-Za-z0-9_-]{24,64}'),
  {
    service: 'Azure',
    name: 'azure_key',
    form: 'AccountKey=…, SharedAccessKey=…',
    keywords: ['accountkey', 'sharedaccesskey'],
    pattern: once(() => /((?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{40,100}={0,2}/iy),
  },
  {
    // Keys of 64 bytes in base64 with the mark of their service: storage, Cosmos DB, batch, machine learning.
    service: 'Azure',
    name: 'azure_key',
    form: '…+ASt…==, …ACDb…==, …+ABa…==, …+AMC…==',
    keywords: ['+ASt', 'ACDb', '+ABa', '+AMC'],
    before: [76],
    pattern: once(
      () =>
        new RegExp(
          String.raw`${BASE64_START}[A-Za-z0-9+/]{76}(?:\+ASt|ACDb|\+ABa|\+AMC)[A-Za-z0-9+/]{5}[AQgw]==(?!=)`,
          'y',
        ),
    ),
  },
  {
    service: 'Azure',
    name: 'azure_client_secret',
    form: '…8Q~…',
    keywords: ['Q~'],
    before: [4],
    pattern: once(() => new RegExp(`${START}[A-Za-z0-9_~.]{3}\\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~-])`, 'y')),
  },
  {
    service: 'Azure',
    name: 'azure_sas',
    form: 'sig=… of a shared access signature',
    keywords: ['sig='],
    pattern: once(
      () => /((?:(?<![A-Za-z0-9])|(?<=\\[nrt]))sig=)(?:[A-Za-z0-9+/]|%[0-9A-Fa-f]{2}){40,100}(?:=|%3[Dd]){0,2}/y,
    ),
  },
  prefixed('Alibaba Cloud', 'alibaba_access_key_id', 'LTAI', '[A-Za-z0-9]{12,26}(?![A-Za-z0-9])', holdsDigit),
  prefixed('Tencent Cloud', 'tencent_secret_id', 'AKID', '[A-Za-z0-9]{32}(?![A-Za-z0-9])', holdsDigit),
  prefixed('Scalingo', 'scalingo_token', 'tk-us-', '[A-Za-z0-9_-]{48}(?![A-Za-z0-9_-])'),
  prefixed('Infracost', 'infracost_key', 'ico-', '[A-Za-z0-9]{32}(?![A-Za-z0-9])', holdsDigit),
  prefixed('Prefect', 'prefect_key', ['pnu_', 'pnb_'], '[A-Za-z0-9]{36}(?![A-Za-z0-9])'),
  prefixed('DigitalOcean', 'digitalocean_token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], '[a-f0-9]{64}'),
  {
    service: 'Backblaze',
    name: 'backblaze_key',
    form: 'K00…',
    keywords: ['K00'],
    pattern: once(() => new RegExp(String.raw`${BASE64_START}K00\d[A-Za-z0-9/+]{27}(?![A-Za-z0-9/+=_-])`, 'y')),
    accepts: (secret) => /[a-z]/.test(secret) && /[A-Z]/.test(secret.slice(1)) && /\d/.test(secret.slice(4)),
  },
  prefixed('Heroku', 'heroku_key', 'HRKU-', '[A-Za-z0-9_-]{36,80}'),
  {
    service: 'Fly.io',
    name: 'fly_token',
    form: 'fo1_…, fm1r_…, fm2_…',
    keywords: ['fo1_', 'fm1r_', 'fm1a_', 'fm2_'],
    pattern: once(
      () => new RegExp(`${START}(?:fo1_[A-Za-z0-9_-]{40,60}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{80,2000}={0,3})`, 'y'),
    ),
  },
  prefixed('Netlify', 'netlify_token', 'nfp_', '[A-Za-z0-9]{36,64}'),
  prefixed('Vercel', 'vercel_token', ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], '[A-Za-z0-9]{24,80}', holdsDigit),
  prefixed('Neon', 'neon_key', 'napi_', '[a-z0-9]{60,70}'),
  prefixed('Render', 'render_key', 'rnd_', '[A-Za-z0-9]{28,40}(?![A-Za-z0-9])', holdsDigit),
  prefixed('Honeycomb', 'honeycomb_key', ['hcaik_', 'hcalk_', 'hcamk_'], '[a-z0-9]{26,64}'),
  prefixed('Axiom', 'axiom_token', ['xaat-', 'xapt-'], UUID),
  prefixed('Cloudflare', 'cloudflare_origin_key', 'v1.0-', '[a-f0-9]{24}-[a-f0-9]{140,160}'),
  prefixed('Databricks', 'databricks_token', 'dapi', '[a-f0-9]{32}(?:-\\d)?(?![a-f0-9])'),
  prefixed('HashiCorp Vault', 'vault_token', ['hvs.', 'hvb.', 'hvr.'], '[A-Za-z0-9_-]{20,300}'),
  {
    service: 'Terraform Cloud',
    name: 'terraform_token',
    form: '….atlasv1.…',
    keywords: ['.atlasv1.'],
    before: [14],
    pattern: once(() => new RegExp(`${START}[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{40,80}`, 'y')),
  },
  prefixed('Pulumi', 'pulumi_token', 'pul-', '[a-f0-9]{40}'),
  {
    service: 'Doppler',
    name: 'doppler_token',
    form: 'dp.pt.…, dp.st.…',
    keywords: ['dp.'],
    pattern: once(
      () => new RegExp(`${START}dp\\.(?:pt|st(?:\\.[a-z0-9_-]{2,35})?|ct|sa|scim|audit)\\.[A-Za-z0-9]{40,44}`, 'y'),
    ),
  },
  prefixed('Docker', 'docker_token', ['dckr_pat_', 'dckr_oat_'], '[A-Za-z0-9_-]{20,60}'),
  {
    service: 'Supabase',
    name: 'supabase_token',
    form: 'sbp_…, sb_secret_…',
    keywords: ['sbp_', 'sb_secret_'],
    pattern: once(() => new RegExp(`${START}(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,60})`, 'y')),
  },
  prefixed('K3s', 'k3s_token', 'K10', '[0-9a-f]{64}::[A-Za-z0-9:.-]{8,200}'),
  {
    service: 'PlanetScale',
    name: 'planetscale_token',
    form: 'pscale_tkn_…, pscale_pw_…',
    keywords: ['pscale_'],
    pattern: once(() => new RegExp(`${START}pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,64}`, 'y')),
  },
  prefixed('1Password', 'onepassword_token', 'ops_', 'eyJ[A-Za-z0-9+/=_-]{200,2000}'),
  prefixed('Docker Swarm', 'swarm_token', 'SWMTKN-1-', '[a-z0-9]{40,60}-[a-z0-9]{20,30}'),
  prefixed('Tailscale', 'tailscale_key', 'tskey-', '[a-z]{3,10}-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,60}'),
  prefixed('age', 'age_key', 'AGE-SECRET-KEY-1', '[0-9A-Z]{50,64}'),
];
