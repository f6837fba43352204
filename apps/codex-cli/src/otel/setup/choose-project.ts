import { text } from 'node:stream/consumers';
import { loadConfig, Secret } from '@codex-langfuse/config';
import type { LangfuseExporterSettings } from '@codex-langfuse/config';
import { langfuseRegions } from '@codex-langfuse/langfuse';
import type { Host } from '../../host.ts';
import { ConfigError } from '../../settings.ts';
import { ask, askSecret } from '../ask.ts';
import { SetupProblem } from './setup-options.ts';
import type { SetupOptions } from './setup-options.ts';

/** The project that traces shall go to. */
export interface ChosenProject {
  readonly place: LangfuseExporterSettings['place'];
  readonly publicKey: string;
  readonly secretKey: Secret;
}

/** From the options, and on a terminal from questions for what they leave open. Throws `SetupProblem`, `Cancelled`. */
export async function chooseProject(options: SetupOptions, host: Host): Promise<ChosenProject> {
  const region = options.region ?? (options.baseUrl === undefined ? await askRegion(host) : undefined);
  if (region !== undefined && options.baseUrl !== undefined)
    throw new SetupProblem('Give either --region or --base-url: a region is short for its URL.');
  const project =
    region === 'langfuse-local' ? await runningLocalProject(host) : await enterProject(region, options, host);
  checkProject(project);
  return project;
}

type Region = keyof typeof langfuseRegions;

const MENU: readonly (readonly [string, Region | 'self-hosted' | 'langfuse-local', string])[] = [
  ['Langfuse Cloud, EU', 'eu', langfuseRegions.eu],
  ['Langfuse Cloud, US', 'us', langfuseRegions.us],
  ['Langfuse Cloud, Japan', 'jp', langfuseRegions.jp],
  ['Langfuse Cloud, HIPAA', 'hipaa', langfuseRegions.hipaa],
  ['a Langfuse of your own', 'self-hosted', 'you give its URL'],
  ['langfuse-local', 'langfuse-local', 'the one that runs on this machine'],
];

/** Undefined: a Langfuse at a URL that is asked for later. */
async function askRegion(host: Host): Promise<Region | 'langfuse-local' | undefined> {
  requireTerminal(host, '--region or --base-url');
  const lines = MENU.map(([name, , place], index) => `  ${index + 1}  ${name.padEnd(24)}${place}\n`);
  host.stderr.write(`Where is your Langfuse?\n${lines.join('')}`);
  for (;;) {
    const answer = (await ask(host, `Choose 1 to ${MENU.length} [1]: `)).trim();
    const choice = MENU[Number(answer === '' ? '1' : answer) - 1]?.[1];
    if (choice !== undefined) return choice === 'self-hosted' ? undefined : choice;
  }
}

async function enterProject(region: Region | undefined, options: SetupOptions, host: Host): Promise<ChosenProject> {
  const place = region === undefined ? { baseUrl: options.baseUrl ?? (await askBaseUrl(host)) } : { region };
  const publicKey = (options.publicKey ?? (await askPublicKey(place, host))).trim();
  return { place, publicKey, secretKey: new Secret(await readSecretKey(options, host), 'setup') };
}

async function askBaseUrl(host: Host): Promise<string> {
  requireTerminal(host, '--base-url');
  return askUntil(
    host,
    () => ask(host, 'Base URL (https://…): '),
    (url) => checkPlace({ baseUrl: url }),
  );
}

async function askPublicKey(place: ChosenProject['place'], host: Host): Promise<string> {
  requireTerminal(host, '--public-key');
  const url = 'region' in place ? langfuseRegions[place.region] : place.baseUrl;
  host.stderr.write(`The keys are in the project's settings at ${url} under "API Keys".\n`);
  return askUntil(host, () => ask(host, 'Public key (pk-lf-…): '), checkPublicKey);
}

async function readSecretKey({ secretKeyStdin }: SetupOptions, host: Host): Promise<string> {
  if (secretKeyStdin === true && host.stdin.isTTY !== true) return (await text(host.stdin)).trim();
  requireTerminal(host, '--secret-key-stdin');
  return askUntil(host, () => askSecret(host, 'Secret key (sk-lf-…), not shown: '), checkSecretKey);
}

/** Asks again for what cannot be right, before the next question. */
async function askUntil(host: Host, question: () => Promise<string>, check: (answer: string) => void): Promise<string> {
  for (;;) {
    const answer = (await question()).trim();
    try {
      check(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof SetupProblem)) throw error;
      host.stderr.write(`${error.message}\n`);
    }
  }
}

function requireTerminal(host: Host, option: string): void {
  if (host.stdin.isTTY === true) return;
  throw new SetupProblem(`stdin is no terminal that could be asked: give ${option}.`);
}

async function runningLocalProject(host: Host): Promise<ChosenProject> {
  const { defaultDataDirectory, findRunningServer } = await import('@codex-langfuse/langfuse-local');
  const server = await findRunningServer(defaultDataDirectory(host.platform, host.home, host.env));
  if (server === null) throw new SetupProblem('No langfuse-local runs on this machine: start it, then run this again.');
  const { publicKey, secretKey } = server.keys;
  return { place: { baseUrl: server.url }, publicKey, secretKey: new Secret(secretKey, 'langfuse-local') };
}

/** The rules of the configuration, before it is written. */
function checkProject({ place, publicKey, secretKey }: ChosenProject): void {
  checkPublicKey(publicKey);
  checkSecretKey(secretKey.reveal());
  checkPlace(place);
}

// A key in the wrong place must not be shown, whichever it is.
function checkPublicKey(key: string): void {
  if (key.startsWith('sk-')) throw new SetupProblem('The public key begins with "sk-": that is a secret key.');
  if (!/^[\x21-\x39\x3b-\x7e]{1,200}$/.test(key))
    throw new SetupProblem('The public key is empty or holds characters that no key has.');
}

function checkSecretKey(key: string): void {
  if (key.startsWith('pk-')) throw new SetupProblem('The secret key begins with "pk-": that is a public key.');
  if (!/^[\x21-\x7e]{1,500}$/.test(key))
    throw new SetupProblem('The secret key is empty or holds characters that no key has.');
}

function checkPlace(place: ChosenProject['place']): void {
  const where =
    'region' in place ? `region = ${JSON.stringify(place.region)}` : `base_url = ${JSON.stringify(place.baseUrl)}`;
  try {
    loadConfig({
      home: NOWHERE,
      cwd: NOWHERE,
      systemDirectory: NOWHERE,
      env: {},
      strict: true,
      overrides: [`otel.exporter={ langfuse = { ${where}, public_key = "pk", secret_key = "sk" } }`],
    });
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    throw new SetupProblem(`${error.message.replace(/^(-c )?otel\.exporter\.langfuse\./, '')}. ${error.hint}`);
  }
}

const NOWHERE = '/nonexistent';
