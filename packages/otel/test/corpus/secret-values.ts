import { createBlindValues } from './blind-values.ts';
import { generateText } from './generate-text.ts';

/** A planted value: the text that stands in a fixture, and the parts of it that must be found nowhere afterwards. */
export interface PlantedValue {
  readonly text: string;
  readonly needles: readonly string[];
}

const alphanumeric = (seed: string, length: number): string => generateText(seed, 'alphanumeric', length);
const hex = (seed: string, length: number): string => generateText(seed, 'hex', length);
const url = (seed: string, length: number): string => generateText(seed, 'url', length);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function uuid(seed: string): string {
  const digits = hex(seed, 32);
  return [8, 12, 16, 20, 32]
    .map((end, index) => digits.slice([0, 8, 12, 16, 20][index], end))
    .join('-')
    .replace(/^(.{14})./, '$14');
}

/** Lines of 64 characters that begin as the DER of such a key does. */
function keyLines(seed: string, beginning: string, lines: number): readonly string[] {
  return Array.from({ length: lines }, (_, index) => {
    const line = generateText(`${seed}${index}`, 'base64', 64);
    return index === 0 ? beginning + line.slice(beginning.length) : line;
  });
}

function privateKey(label: string, seed: string, beginning: string, lines: number): PlantedValue {
  const body = keyLines(seed, beginning, lines);
  return { text: [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`].join('\n'), needles: body };
}

function jsonWebToken(seed: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: '1234567890', name: 'Ada Lovelace', iat: 1_516_239_022 };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${url(seed, 86)}`;
}

/** Values with a shape of their own, by the service that issues them. */
export const TOKENS = {
  openai_key: `sk-proj-${url('openai', 74)}T3BlbkFJ${url('openai2', 74)}`,
  openai_legacy_key: `sk-${alphanumeric('legacy', 20)}T3BlbkFJ${alphanumeric('legacy2', 20)}`,
  anthropic_key: `sk-ant-api03-${url('anthropic', 93)}AA`,
  openrouter_key: `sk-or-v1-${hex('openrouter', 64)}`,
  groq_key: `gsk_${alphanumeric('groq', 52)}`,
  xai_key: `xai-${alphanumeric('xai', 80)}`,
  perplexity_key: `pplx-${alphanumeric('perplexity', 48)}`,
  huggingface_token: `hf_${alphanumeric('hugging', 34)}`,
  replicate_token: `r8_${alphanumeric('replicate', 37)}`,
  langfuse_key: `sk-lf-${uuid('langfuse')}`,
  langsmith_key: `lsv2_pt_${hex('langsmith', 32)}_${hex('langsmith2', 10)}`,
  github_token: `ghp_${alphanumeric('github', 36)}`,
  github_app_token: `ghs_${alphanumeric('github app', 36)}`,
  github_pat: `github_pat_${alphanumeric('pat', 22)}_${alphanumeric('pat2', 59)}`,
  gitlab_token: `glpat-${url('gitlab', 20)}`,
  aws_key_id: `AKIA${generateText('aws', 'base32', 16)}`,
  aws_temporary_key_id: `ASIA${generateText('sts', 'base32', 16)}`,
  aws_bedrock_key: `ABSK${base64(`BedrockAPIKey-${alphanumeric('bedrock', 60)}`)}`,
  google_api_key: `AIza${url('google', 35)}`,
  google_access_token: `ya29.${url('gcloud', 180)}`,
  google_refresh_token: `1//0${url('refresh', 60)}`,
  google_client_secret: `GOCSPX-${url('gocspx', 28)}`,
  slack_bot_token: `xoxb-${generateText('slack', 'digits', 12)}-${generateText('slack2', 'digits', 13)}-${alphanumeric('slack3', 24)}`,
  slack_app_token: `xapp-1-A0${generateText('app', 'upper', 9)}-${generateText('app', 'digits', 13)}-${hex('app', 64)}`,
  stripe_key: `sk_live_${alphanumeric('stripe', 24)}`,
  stripe_webhook_secret: `whsec_${alphanumeric('whsec', 32)}`,
  npm_token: `npm_${alphanumeric('npm', 36)}`,
  pypi_token: `pypi-AgEIcHlwaS5vcmc${url('pypi', 150)}`,
  rubygems_key: `rubygems_${hex('ruby', 48)}`,
  crates_token: `cio${alphanumeric('crates', 32)}`,
  nuget_key: `oy2${generateText('nuget', 'base32', 43).toLowerCase()}`,
  sendgrid_key: `SG.${url('sendgrid', 22)}.${url('sendgrid2', 43)}`,
  mailgun_key: `key-${hex('mailgun', 32)}`,
  mailchimp_key: `${hex('mailchimp', 32)}-us14`,
  twilio_key: `SK${hex('twilio', 32)}`,
  telegram_token: `${generateText('telegram', 'digits', 10)}:AA${url('telegram2', 33)}`,
  discord_bot_token: `MTA${alphanumeric('discord', 23)}.${url('discord2', 6)}.${url('discord3', 38)}`,
  shopify_token: `shpat_${hex('shopify', 32)}`,
  square_token: `EAAA${url('square', 60)}`,
  digitalocean_token: `dop_v1_${hex('ocean', 64)}`,
  heroku_key: `HRKU-AA${url('heroku', 58)}`,
  fly_token: `fm2_${generateText('fly', 'base64', 120)}`,
  netlify_token: `nfp_${alphanumeric('netlify', 36)}`,
  databricks_token: `dapi${hex('databricks', 32)}`,
  vault_token: `hvs.${url('vault', 90)}`,
  tfc_token: `${alphanumeric('tfc', 14)}.atlasv1.${url('tfc2', 67)}`,
  pulumi_token: `pul-${hex('pulumi', 40)}`,
  doppler_token: `dp.pt.${alphanumeric('doppler', 43)}`,
  docker_pat: `dckr_pat_${url('docker', 27)}`,
  linear_key: `lin_api_${alphanumeric('linear', 40)}`,
  notion_token: `ntn_${alphanumeric('notion', 46)}`,
  figma_token: `figd_${url('figma', 40)}`,
  airtable_token: `pat${alphanumeric('airtable', 14)}.${hex('airtable', 64)}`,
  atlassian_token: `ATATT3xFfGF0${url('atlassian', 171)}=${generateText('atlassian', 'hex', 8).toUpperCase()}`,
  bitbucket_password: `ATBB${alphanumeric('bitbucket', 32)}`,
  postman_key: `PMAK-${hex('postman', 24)}-${hex('postman2', 34)}`,
  new_relic_key: `NRAK-${generateText('relic', 'upper', 27)}`,
  grafana_token: `glsa_${alphanumeric('grafana', 32)}_${hex('grafana', 8)}`,
  grafana_cloud_token: `glc_${base64(JSON.stringify({ o: '12345', n: 'ci', k: alphanumeric('glc', 24), m: { r: 'eu' } }))}`,
  dynatrace_token: `dt0c01.${generateText('dynatrace', 'base32', 24)}.${generateText('dynatrace2', 'base32', 64)}`,
  sentry_token: `sntrys_${base64(JSON.stringify({ iat: 1, url: 'https://sentry.io', org: 'acme' }))}_${generateText('sentry', 'base64', 43)}`,
  posthog_key: `phx_${alphanumeric('posthog', 43)}`,
  supabase_token: `sbp_${hex('supabase', 40)}`,
  planetscale_token: `pscale_tkn_${url('planet', 43)}`,
  onepassword_token: `ops_${base64(JSON.stringify({ signInAddress: 'my.1password.com', userAuth: { x: alphanumeric('1p', 200) } }))}`,
  age_key: `AGE-SECRET-KEY-1${generateText('age', 'upper', 58)}`,
  azure_client_secret: `${alphanumeric('azure', 3)}8Q~${url('azure2', 34)}`,
  azure_storage_account_key: `${generateText('account key', 'base64', 76)}+ASt${generateText('account key 2', 'base64', 5)}Q==`,
  azure_cosmos_key: `${generateText('cosmos', 'base64', 76)}ACDb${generateText('cosmos 2', 'base64', 5)}A==`,
  azure_devops_token: `${alphanumeric('devops', 76)}AZDO${alphanumeric('devops 2', 4)}`,
  backblaze_key: `K005${generateText('backblaze', 'base64', 27)}`,
  cloudflare_origin_key: `v1.0-${hex('origin', 24)}-${hex('origin2', 146)}`,
  k3s_token: `K10${hex('k3s', 64)}::server:${hex('k3s2', 32)}`,
  swarm_token: `SWMTKN-1-${generateText('swarm', 'base32', 50).toLowerCase()}-${generateText('swarm2', 'base32', 25).toLowerCase()}`,
  tailscale_key: `tskey-auth-k${alphanumeric('tailscale', 10)}CNTRL-${alphanumeric('tailscale2', 32)}`,
  sonarqube_token: `squ_${hex('sonarqube', 40)}`,
  jfrog_key: `AKCp8${alphanumeric('jfrog', 68)}`,
  circleci_token: `CCIPAT_${alphanumeric('circle', 22)}_${hex('circle', 40)}`,
  contentful_token: `CFPAT-${url('contentful', 43)}`,
  brevo_key: `xkeysib-${hex('brevo', 64)}-${alphanumeric('brevo2', 16)}`,
  hubspot_token: `pat-eu1-${uuid('hubspot')}`,
  fireworks_key: `fw_${alphanumeric('fireworks', 24)}`,
  cerebras_key: `csk-${alphanumeric('cerebras', 48).toLowerCase()}`,
  nvidia_key: `nvapi-${url('nvidia', 64)}`,
  elevenlabs_key: `sk_${hex('elevenlabs', 48)}`,
  tavily_key: `tvly-dev-${alphanumeric('tavily', 32)}`,
  firecrawl_key: `fc-${hex('firecrawl', 32)}`,
  pinecone_key: `pcsk_${alphanumeric('pinecone', 5)}_${alphanumeric('pinecone2', 62)}`,
  sourcegraph_token: `sgp_${hex('sourcegraph', 16)}_${hex('sourcegraph2', 40)}`,
  buildkite_token: `bkua_${hex('buildkite', 40)}`,
  vercel_token: `vcp_${alphanumeric('vercel', 56)}`,
  neon_key: `napi_${alphanumeric('neon', 64).toLowerCase()}`,
  render_key: `rnd_${alphanumeric('render', 28)}`,
  honeycomb_key: `hcaik_${alphanumeric('honeycomb', 58).toLowerCase()}`,
  axiom_token: `xaat-${uuid('axiom')}`,
  resend_key: `re_${alphanumeric('resend', 8)}_${alphanumeric('resend2', 24)}`,
  token_with_a_mark: `acme_oat_${alphanumeric('polar', 43)}`,
  launchdarkly_key: `sdk-${uuid('launchdarkly')}`,
  asana_token: `2/1${generateText('asana', 'digits', 15)}/1${generateText('asana2', 'digits', 15)}:${hex('asana3', 32)}`,
  dropbox_token: `sl.u.${url('dropbox', 240)}`,
  mapbox_token: `sk.${base64(JSON.stringify({ u: 'ada', a: alphanumeric('mapbox', 25) })).replaceAll('=', '')}.${url('mapbox2', 22)}`,
  alibaba_access_key_id: `LTAI${alphanumeric('alibaba', 20)}`,
  tencent_secret_id: `AKID${alphanumeric('tencent', 32)}`,
  scalingo_token: `tk-us-${url('scalingo', 48)}`,
  infracost_key: `ico-${alphanumeric('infracost', 32)}`,
  prefect_key: `pnu_${alphanumeric('prefect', 36)}`,
  plaid_token: `access-sandbox-${uuid('plaid')}`,
  typeform_token: `tfp_${alphanumeric('typeform', 40)}_${alphanumeric('typeform2', 14)}`,
  duffel_token: `duffel_live_${url('duffel', 43)}`,
  shippo_token: `shippo_live_${hex('shippo', 40)}`,
  easypost_key: `EZAK${alphanumeric('easypost', 54)}`,
  adafruit_key: `aio_${alphanumeric('adafruit', 28)}`,
  frameio_token: `fio-u-${url('frameio', 64)}`,
  readme_key: `rdme_${alphanumeric('readme', 70).toLowerCase()}`,
  firebase_server_key: `AAAA${url('firebase', 7)}:APA91b${url('firebase2', 134)}`,
  jwt: jsonWebToken('jwt'),
} as const;

/** Values that only their surroundings give away. */
const OPAQUE = {
  okta_token: `00${url('okta', 40)}`,
  password: 'Vt7!quartz.Lantern',
  plain_password: 'winter-harbor-bronze42',
  opaque_token: url('opaque', 40),
  session_id: alphanumeric('session', 32),
  session_id_signed: `s%3A${url('signed', 32)}.${alphanumeric('signed2', 43)}`,
  hex32: hex('thirty-two', 32),
  hex40: hex('forty', 40),
  hex64: hex('sixty-four', 64),
  uuid_secret: uuid('secret'),
  base64_key: `${generateText('key', 'base64', 43)}=`,
  aws_secret: generateText('aws secret', 'base64', 40),
  aws_session_token: `IQoJb3JpZ2luX2VjE${generateText('aws session', 'base64', 300)}=`,
  azure_storage_key: `${generateText('azure storage', 'base64', 86)}==`,
  sas_signature: `${alphanumeric('sas', 42)}%3D`,
  django_tail: `${alphanumeric('django', 30)}^&*${alphanumeric('django2', 17)}`,
  slack_webhook_tail: `T0${generateText('hook', 'upper', 9)}/B0${generateText('hook2', 'upper', 9)}/${alphanumeric('hook3', 24)}`,
  discord_webhook_tail: url('discord hook', 68),
  basic_credentials: base64('ada:Vt7!quartz.Lantern'),
  cloudflare_tunnel_token: base64(
    JSON.stringify({ a: hex('tunnel', 32), t: uuid('tunnel'), s: alphanumeric('t', 44) }),
  ),
} as const;

const single = (text: string): PlantedValue => ({ text, needles: [text] });
const composite = (text: string, ...needles: readonly string[]): PlantedValue => ({ text, needles });

const openssh = privateKey('OPENSSH PRIVATE KEY', 'openssh', 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB', 5);
const appConfig = JSON.stringify({
  region: 'eu-west-1',
  apiKey: OPAQUE.hex40,
  db: { password: OPAQUE.plain_password },
});
const environmentFile = [
  'NODE_ENV=production',
  `DB_PASSWORD=${OPAQUE.plain_password}`,
  `OPENAI_API_KEY=${TOKENS.openai_key}`,
  'LOG_LEVEL=info',
].join('\n');
const cloudInit = `#cloud-config\nruncmd:\n  - [sh, -c, "curl -H 'Authorization: Bearer ${OPAQUE.opaque_token}' https://x"]\n`;

/** What a fixture may name in `{{…}}`. */
export const VALUES: Readonly<Record<string, PlantedValue>> = {
  ...createBlindValues(),
  ...Object.fromEntries(Object.entries({ ...TOKENS, ...OPAQUE }).map(([name, text]) => [name, single(text)])),
  pem_pkcs8: privateKey('PRIVATE KEY', 'pkcs8', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ', 26),
  pem_rsa: privateKey('RSA PRIVATE KEY', 'rsa', 'MIIEpAIBAAKCAQEA', 25),
  pem_ec: privateKey('EC PRIVATE KEY', 'ec', 'MHcCAQEEI', 3),
  pem_encrypted: privateKey(
    'ENCRYPTED PRIVATE KEY',
    'encrypted',
    'MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQwwHAQI',
    28,
  ),
  pem_openssh: openssh,
  openssh_body: { text: openssh.needles.join('\n'), needles: openssh.needles },
  pgp_block: privateKey('PGP PRIVATE KEY BLOCK', 'pgp', 'lFgEZVQ', 8),
  docker_login: composite(`ada:${TOKENS.docker_pat}`, TOKENS.docker_pat),
  ghcr_login: composite('ada:short-pass-1', 'short-pass-1'),
  npm_login: composite('ada:Vt7!quartz.Lantern', 'Vt7!quartz.Lantern'),
  git_basic: composite(`x-access-token:${TOKENS.github_app_token}`, TOKENS.github_app_token),
  postgres_url: composite(`postgres://app:${OPAQUE.password}@db.internal:5432/app`, OPAQUE.password),
  app_config: composite(appConfig, OPAQUE.hex40, OPAQUE.plain_password),
  dockerconfig: composite(
    JSON.stringify({ auths: { 'ghcr.io': { auth: base64('ada:short-pass-1') } } }),
    base64('ada:short-pass-1'),
  ),
  env_file: composite(environmentFile, OPAQUE.plain_password, TOKENS.openai_key),
  cloud_init: composite(cloudInit, OPAQUE.opaque_token),
};
