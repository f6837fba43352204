import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** All addresses of a host by a `lookup` function; rejects with its error, or `ETIMEOUT` after `timeoutMillis`. */
export function resolveHost(
  lookup: LookupFunction,
  host: string,
  timeoutMillis: number,
): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(
      () => reject(Object.assign(new Error(`look-up of ${host} timed out`), { code: 'ETIMEOUT' })),
      timeoutMillis,
    );
    lookup(host, { all: true }, (error, addresses, family) => {
      clearTimeout(deadline);
      if (error !== null) reject(error);
      else resolve(typeof addresses === 'string' ? [{ address: addresses, family: family ?? 4 }] : addresses);
    });
  });
}
