import type { DestinationConfig } from '@codex-langfuse/config';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { listWaiting, rebindEvents } from '@codex-langfuse/otel';
import type { RebindCounts, WaitingDestination } from '@codex-langfuse/otel';
import type { Host } from '../host.ts';
import type { SettingsOptions } from '../settings.ts';
import { counted } from './counted.ts';
import { isConfirmed } from './is-confirmed.ts';
import { loadOtel, offText } from './load-otel.ts';
import { printable } from './paint.ts';
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
  const { destinations } = config.otel;
  const waiting = listWaiting(codexHome, config.otel);
  if (waiting.length === 0) {
    if (options.json === true) host.stdout.write(`${JSON.stringify({ rebound: false, ...NOTHING, left: 0 })}\n`);
    else host.stdout.write('Nothing waits for a destination that is not configured.\n');
    return 0;
  }
  const from = choose(waiting, options.from, isMeant);
  const to = choose(destinations, options.to, ({ name }, wanted) => name === wanted);
  if (from === undefined || to === undefined) {
    const request =
      from === undefined ? askFrom(waiting, options.from) : askTo(destinations, options.to, offText(loaded.warnings));
    host.stderr.write(`codex otel rebind: ${request}`);
    return 1;
  }
  const named = { ...to, fingerprint: destinationFingerprint(to) };
  const names = { from: describe(from, [...waiting, named]), to: describe(named, [from]) };
  const report = (counts: Counts, left: number): void => {
    if (options.json !== true) return;
    host.stdout.write(`${JSON.stringify({ rebound: counts.journals > 0, ...counts, left, ...names })}\n`);
  };

  const { pending } = from.ledger;
  const preview = `${counted(pending, 'event')} recorded for ${names.from}\nwill go to ${names.to}.\n`;
  if (options.json !== true) host.stdout.write(preview);
  else if (options.yes !== true) host.stderr.write(preview);
  if (options.yes !== true && !(await isConfirmed('Bind them to it?', host, 'Nothing was changed'))) {
    report(NOTHING, pending);
    return 2;
  }
  const { boundToBoth, ...counts } = rebindEvents({
    codexHome,
    from: from.fingerprint,
    to,
    nowUnixMillis: Date.now(),
  });
  const left =
    listWaiting(codexHome, config.otel).find(({ fingerprint }) => fingerprint === from.fingerprint)?.ledger.pending ??
    0;
  report(counts, left);
  const isBound = counts.journals > 0;
  if (isBound && options.json !== true)
    host.stdout.write(`Bound ${counted(counts.events, 'event')}; codex otel flush sends them now.\n`);
  if (!isBound) host.stderr.write('Nothing was changed.\n');
  if (boundToBoth > 0)
    host.stderr.write(
      `${counted(boundToBoth, 'event')} go to ${to.name} anyway; codex otel purge --destination ${from.name} gives the other way up.\n`,
    );
  if (left > boundToBoth)
    host.stderr.write(
      `A running process holds ${counted(left - boundToBoth, 'event')}. Try again when it has ended.\n`,
    );
  return isBound ? 0 : 1;
}

type Counts = Pick<RebindCounts, 'journals' | 'events'>;

const NOTHING: Counts = { journals: 0, events: 0 };

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
  if (name === wanted || fingerprint === wanted) return true;
  // A URL may have been copied from where it is shown.
  const urls = Object.values(signals).flatMap(({ url }) => [url, shownUrl(url)]);
  return wanted !== '' && urls.some((url) => url.startsWith(wanted));
}

function askFrom(waiting: readonly WaitingDestination[], wanted: string | undefined): string {
  const isUnknown = wanted !== undefined && !waiting.some((each) => isMeant(each, wanted));
  const lines = waiting.map((each) => `  ${counted(each.ledger.pending, 'event')} for ${describe(each, waiting)}\n`);
  return `${isUnknown ? `nothing waits for "${printable(wanted)}"; ` : ''}say with --from which of these is meant, by its name, the beginning of its URL, or its fingerprint:\n${lines.join('')}`;
}

function askTo(destinations: readonly DestinationConfig[], wanted: string | undefined, off: string): string {
  if (destinations.length === 0) return `there is nothing to bind them to.\n\n${off}`;
  const unknown = wanted === undefined ? '' : `"${printable(wanted)}" is not in the configuration; `;
  return `${unknown}say with --to which of these is meant: ${destinations.map(({ name }) => printable(name)).join(', ')}\n`;
}

type Described = Pick<WaitingDestination, 'name' | 'signals' | 'fingerprint'>;

/** With its fingerprint where another one looks the same, as two projects of one Langfuse do. */
function describe(destination: Described, others: readonly Described[]): string {
  const text = nameAndPlace(destination);
  const { fingerprint } = destination;
  const hasDouble = others.some((other) => other.fingerprint !== fingerprint && nameAndPlace(other) === text);
  return hasDouble ? `${text}, fingerprint ${fingerprint}` : text;
}

function nameAndPlace({ name, signals }: Described): string {
  const places = Object.values(signals).map(({ url, protocol }) => (url === '' ? protocol : shownUrl(url)));
  return printable(`${name} (${[...new Set(places)].join(', ')})`);
}
