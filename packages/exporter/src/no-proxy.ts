import { BlockList, isIP } from 'node:net';

/** What a URL leads to, the brackets of an IPv6 address taken off. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/**
 * Whether `NO_PROXY` exempts a target. Entries, between commas or blanks: `*`; a host or a domain, with or without a
 * leading dot or `*.`, which also stands for all below it; an address; a network such as `10.0.0.0/8`. All but networks
 * may end in a port.
 */
export function isExempt(target: HostAndPort, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(target, entry.toLowerCase()));
}

/** No proxy could reach this machine's own receiver. */
export function isLoopback(host: string): boolean {
  const name = withoutRootDot(host);
  return name === 'localhost' || name.endsWith('.localhost') || contains(LOOPBACK, host);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function matches({ host, port }: HostAndPort, entry: string): boolean {
  const network = networkOf(entry);
  if (network !== undefined) return contains(network, host);
  const [, pattern = entry, wantedPort] = isIP(entry) === 6 ? [] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  if (wantedPort !== undefined && Number(wantedPort) !== port) return false;
  if (pattern === '*') return true;
  const address = addressOf(pattern.replace(/^\[|\]$/g, ''));
  if (address !== undefined) return contains(address, host);
  const domain = withoutRootDot(pattern.replace(/^\*?\./, ''));
  const name = withoutRootDot(host);
  return name === domain || name.endsWith(`.${domain}`);
}

/** `10.0.0.0/8`, `fd00::/8`. */
function networkOf(entry: string): BlockList | undefined {
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list;
}

/** One IPv6 address has many spellings. */
function addressOf(text: string): BlockList | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  const list = new BlockList();
  list.addAddress(text, family === 4 ? 'ipv4' : 'ipv6');
  return list;
}

function contains(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** `example.com.` is `example.com`. */
function withoutRootDot(name: string): string {
  return name.replace(/\.$/, '');
}
