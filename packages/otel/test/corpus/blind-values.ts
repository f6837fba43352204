import { generateText } from './generate-text.ts';
import { withItsEnd } from './with-its-end.ts';

/** Values of the `blind-` fixtures, which were written without a look at the rules. */
export function createBlindValues(): Readonly<
  Record<string, { readonly text: string; readonly needles: readonly string[] }>
> {
  return Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [name, { text, needles: withItsEnd(text) }]));
}

const alphanumeric = (length: number, seed: string): string => generateText(`blind ${seed}`, 'alphanumeric', length);
const hex = (length: number, seed: string): string => generateText(`blind ${seed}`, 'hex', length);
const url = (length: number, seed: string): string => generateText(`blind ${seed}`, 'url', length);
const upper = (length: number, seed: string): string => generateText(`blind ${seed}`, 'upper', length);
const base64 = (length: number, seed: string): string => generateText(`blind ${seed}`, 'base64', length);
const digits = (length: number, seed: string): string => generateText(`blind ${seed}`, 'digits', length);
const lower = (length: number, seed: string): string => generateText(`blind ${seed}`, 'base32', length).toLowerCase();

function uuid(seed: string): string {
  return `${hex(8, seed)}-${hex(4, `${seed}2`)}-4${hex(3, `${seed}3`)}-a${hex(3, `${seed}4`)}-${hex(12, `${seed}5`)}`;
}

function serviceRoleToken(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'supabase', role: 'service_role' })}.${url(43, 'role')}`;
}

const TEXTS: Readonly<Record<string, string>> = {
  blind_password: 'Copper&Meadow_2291',
  blind_password_plain: 'saffronglacier81',
  blind_password_symbols: 'q9$Lm!vR#2xTz%pW',
  blind_password_words: 'correct-otter-battery-lamp',
  blind_numeric_password: digits(12, 'numeric'),
  blind_alnum24: alphanumeric(24, 'alnum24'),
  blind_alnum32: alphanumeric(32, 'alnum32'),
  blind_alnum40: alphanumeric(40, 'alnum40'),
  blind_hex32: hex(32, 'hex32'),
  blind_hex37: hex(37, 'hex37'),
  blind_hex40: hex(40, 'hex40'),
  blind_hex64: hex(64, 'hex64'),
  blind_hex128: hex(128, 'hex128'),
  blind_uuid: uuid('uuid'),
  blind_base64_32: `${base64(43, 'base64')}=`,
  blind_base64_64: `${base64(86, 'base64 64')}==`,
  blind_github_oauth: `gho_${alphanumeric(36, 'gho')}`,
  blind_gitlab_runner: `glrt-${url(20, 'glrt')}`,
  blind_gitlab_job: `glcbt-64_${url(20, 'glcbt')}`,
  blind_openai_service: `sk-svcacct-${url(74, 'svc')}T3BlbkFJ${url(74, 'svc2')}`,
  blind_anthropic_oauth: `sk-ant-oat01-${url(93, 'oat')}AA`,
  blind_supabase_secret: `sb_secret_${url(22, 'sb')}_${alphanumeric(8, 'sb2')}`,
  blind_supabase_role: serviceRoleToken(),
  blind_circleci: `CCIPAT_${alphanumeric(22, 'circle')}_${hex(40, 'circle')}`,
  blind_jenkins: `11${hex(32, 'jenkins')}`,
  blind_jfrog_key: `AKCp8${alphanumeric(68, 'jfrog')}`,
  blind_jfrog_reference: `cmVmdGtuOjAx${alphanumeric(52, 'jfrog reference')}`,
  blind_confluent_key: upper(16, 'confluent'),
  blind_confluent_secret: base64(64, 'confluent secret'),
  blind_pagerduty: `u+${url(18, 'pagerduty')}`,
  blind_mailgun_new: `${hex(32, 'mailgun')}-${hex(8, 'mailgun2')}-${hex(8, 'mailgun3')}`,
  blind_brevo: `xkeysib-${hex(64, 'brevo')}-${alphanumeric(16, 'brevo')}`,
  blind_resend: `re_${alphanumeric(8, 'resend')}_${alphanumeric(24, 'resend2')}`,
  blind_shopify_shared: `shpss_${hex(32, 'shpss')}`,
  blind_stripe_restricted: `rk_live_${alphanumeric(99, 'restricted')}`,
  blind_tailscale: `tskey-auth-k${alphanumeric(10, 'ts')}CNTRL-${alphanumeric(32, 'ts2')}`,
  blind_ngrok: `2${alphanumeric(26, 'ngrok')}_${alphanumeric(21, 'ngrok2')}`,
  blind_swarm: `SWMTKN-1-${lower(50, 'swarm')}-${lower(25, 'swarm2')}`,
  blind_k3s: `K10${hex(64, 'k3s')}::server:${hex(32, 'k3s2')}`,
  blind_kubeadm: `${lower(6, 'kubeadm')}.${lower(16, 'kubeadm2')}`,
  blind_vault_batch: `hvb.${url(130, 'batch')}`,
  blind_vault_legacy: `s.${alphanumeric(24, 'vault')}`,
  blind_shadow: `$6$${alphanumeric(16, 'salt')}$${alphanumeric(86, 'shadow')}`,
  blind_bcrypt: `$2y$10$${alphanumeric(53, 'bcrypt')}`,
  blind_scram: `SCRAM-SHA-256$4096:${base64(22, 'scram')}==$${base64(43, 'stored')}=:${base64(43, 'server')}=`,
  blind_digitalocean_spaces: base64(43, 'spaces'),
  blind_wandb: hex(40, 'wandb'),
  blind_fcm: `AAAA${url(7, 'fcm')}:APA91b${url(134, 'fcm2')}`,
  blind_facebook: `EAA${alphanumeric(180, 'facebook')}`,
  blind_twitter: `AAAAAAAAAAAAAAAAAAAAA${alphanumeric(80, 'twitter')}`,
  blind_launchdarkly: `sdk-${uuid('launchdarkly')}`,
  blind_buildkite: `bkua_${hex(40, 'buildkite')}`,
  blind_hubspot: `pat-eu1-${uuid('hubspot')}`,
  blind_asana: `2/${digits(16, 'asana')}/${digits(16, 'asana2')}:${hex(32, 'asana')}`,
  blind_cookie_signed: `${base64(20, 'cookie').replaceAll(/[+/]/g, 'x')}--${hex(40, 'cookie')}`,
  blind_sonar: `squ_${hex(40, 'sonar')}`,
  blind_contentful: `CFPAT-${url(43, 'contentful')}`,
  blind_elastic: `${url(58, 'elastic').replaceAll(/[_-]/g, 'e')}==`,
};
