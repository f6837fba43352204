import type { DestinationConfig } from '@codex-langfuse/config';
import { listWaiting, rebindEvents } from '@codex-langfuse/otel';
import type { WaitingDestination } from '@codex-langfuse/otel';
import type { Host } from '../host.ts';
import type { SettingsOptions } from '../settings.ts';
import { counted } from './counted.ts';
import { isConfirmed } from './is-confirmed.ts';
import { loadOtel, OFF } from './load-otel.ts';
import { shownUrl } from './shown-url.ts';

export interface RebindOptions extends SettingsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly yes?: true;
  readonly json?: true;
}

/** Binds events to another destination. Resolves to the exit code: 0 bound or nothing waits, 1 not, 2 not confirmed. */
export async function runRebind(options: RebindOptions, host: Host): Promise<number> {
  const loaded = loadOtel(options, host);
  if (loaded === null) return 1;
  const { codexHome, config } = loaded;
  const waiting = listWaiting(codexHome, config.otel);
  if (waiting.length === 0) {
    if (options.json === true) host.stdout.write(`${JSON.stringify({ rebound: false, journals: 0, events: 0 })}\n`);
    else host.stdout.write('Nothing waits for a destination that is not configured.\n');
    return 0;
  }
  const from = choose(waiting, options.from, isMeant);
  const to = choose(config.otel.destinations, options.to, ({ name }, wanted) => name === wanted);
  if (from === undefined || to === undefined) {
    host.stderr.write(`codex otel rebind: ${from === undefined ? askFrom(waiting) : askTo(config.otel.destinations)}`);
    return 1;
  }
  const { pending: events } = from.ledger;
  if (options.json !== true)
    host.stdout.write(`${counted(events, 'event')} recorded for ${describe(from)}\nwill go to ${describe(to)}.\n`);
  const isAgreed = options.yes === true || (await isConfirmed('Bind them to it?', host, 'Nothing was changed'));
  const names = { from: describe(from), to: describe(to) };
  if (!isAgreed) {
    if (options.json === true)
      host.stdout.write(`${JSON.stringify({ rebound: false, journals: 0, events, ...names })}\n`);
    return 2;
  }
  const { journals, bound } = rebindEvents({ codexHome, from: from.fingerprint, to, nowUnixMillis: Date.now() });
  if (options.json === true) {
    host.stdout.write(`${JSON.stringify({ rebound: journals > 0, journals, events, ...names })}\n`);
  } else if (journals > 0) {
    host.stdout.write(`Bound ${counted(journals, 'journal')}; codex otel flush sends them now.\n`);
  }
  if (journals > 0) return 0;
  const reason =
    bound > 0
      ? `they go to ${to.name} anyway; codex otel purge --destination ${from.name} gives the other way up`
      : 'a running process holds the events. Try again when it has ended';
  host.stderr.write(`Nothing was changed: ${reason}.\n`);
  return 1;
}

/** The one that is meant: the only one there is, or the only one that answers to the words. */
function choose<Choice>(
  choices: readonly Choice[],
  wanted: string | undefined,
  isWanted: (choice: Choice, wanted: string) => boolean,
): Choice | undefined {
  const found = wanted === undefined ? choices : choices.filter((choice) => isWanted(choice, wanted));
  return found.length === 1 ? found[0] : undefined;
}

function isMeant({ name, fingerprint, signals }: WaitingDestination, wanted: string): boolean {
  return name === wanted || fingerprint === wanted || Object.values(signals).some(({ url }) => url.startsWith(wanted));
}

function askFrom(waiting: readonly WaitingDestination[]): string {
  const lines = waiting.map((each) => `  ${counted(each.ledger.pending, 'event')} for ${describe(each)}\n`);
  return `say with --from which of these is meant, by its name or the beginning of its URL:\n${lines.join('')}`;
}

function askTo(destinations: readonly DestinationConfig[]): string {
  if (destinations.length === 0) return `there is nothing to bind them to.\n\n${OFF}`;
  return `say with --to which of these is meant: ${destinations.map(({ name }) => name).join(', ')}\n`;
}

function describe({ name, signals }: Pick<DestinationConfig, 'name' | 'signals'>): string {
  const urls = [...new Set(Object.values(signals).map(({ url }) => shownUrl(url)))];
  return `${name} (${urls.join(', ')})`;
}
