// Loaded before the command: tells on stderr when the system is asked for an address.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const { lookup } = dns;
dns.lookup = (hostname, ...rest) => {
  process.stderr.write(`the system was asked for ${hostname}\n`);
  return lookup(hostname, ...rest);
};
syncBuiltinESMExports();
