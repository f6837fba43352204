import { isIP } from 'node:net';
import type { LookupAddress } from 'node:dns';

/** The addresses of a name in a hosts file; `localhost` and names below it are loopback without one (RFC 6761). */
export function addressesInHosts(text: string, hostname: string): readonly LookupAddress[] {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const found = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([, ...names]) => names.some((candidate) => candidate.toLowerCase() === name))
    .map(([address = '']) => ({ address, family: isIP(address) }))
    .filter(({ family }) => family !== 0);
  if (found.length > 0 || (name !== 'localhost' && !name.endsWith('.localhost'))) return found;
  return [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
}
