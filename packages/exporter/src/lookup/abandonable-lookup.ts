import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { errorCode } from '../error-text.ts';
import { addressesInHosts } from './hosts-file.ts';

export interface AbandonableLookupOptions {
  /** Name servers as `address:port`; by default the system's. */
  readonly servers?: readonly string[];
  /** For each of two tries; by default 1500. */
  readonly timeoutMillis?: number;
  /** By default the system's. */
  readonly hostsFile?: string;
}

const HOSTS_FILE = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/**
 * A name look-up that never keeps a process alive: behind a silent name server the system's own look-up makes
 * `process.exit()` wait for up to ten seconds, in whatever thread it runs. Names are asked of the hosts file, then of
 * the name servers directly. Only where these answer that there is no such name, or are not there at all, is the
 * system asked, which knows more (mDNS, split DNS) and then answers at once, too.
 */
export function createAbandonableLookup(options: AbandonableLookupOptions = {}): LookupFunction {
  const { servers, timeoutMillis = 1500, hostsFile = HOSTS_FILE } = options;
  const find = callbackify(addressesOf);
  return (hostname, { family, all }, callback) => {
    find(hostname, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const wanted = found.filter((address) => isWanted(address, family));
      const [first] = wanted;
      if (first === undefined) return callback(notFound(hostname), '', 0);
      if (all === true) return callback(null, wanted);
      callback(null, first.address, first.family);
    });
  };

  async function addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    if (isIP(hostname) !== 0) return [{ address: hostname, family: isIP(hostname) }];
    const inHosts = addressesInHosts(await hostsText(hostsFile), hostname);
    return inHosts.length > 0 ? inHosts : askServers(hostname);
  }

  async function askServers(hostname: string): Promise<readonly LookupAddress[]> {
    const resolver = new Resolver({ timeout: timeoutMillis, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = [
      ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
      ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
    ];
    if (found.length > 0) return found;
    const silent = [four, six].find((result) => result.status === 'rejected' && isSilence(result.reason));
    if (silent?.status === 'rejected') throw silent.reason;
    return systemLookup(hostname, { all: true });
  }
}

function isWanted({ family }: LookupAddress, wanted: number | 'IPv4' | 'IPv6' | undefined): boolean {
  if (wanted === undefined || wanted === 0) return true;
  return `IPv${family}` === (typeof wanted === 'number' ? `IPv${wanted}` : wanted);
}

function isSilence(reason: unknown): boolean {
  return ['ETIMEOUT', 'ECANCELLED'].includes(errorCode(reason));
}

/** A machine without a readable hosts file has no entries in it. */
async function hostsText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`No address of the wanted family for ${hostname}`), { code: 'ENOTFOUND' });
}
