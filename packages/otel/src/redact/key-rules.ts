import { once } from './once.ts';
import { type RedactionRule, START } from './redaction-rule.ts';

/** First of all rules: a key's lines could pass for other secrets. A block that the text's end cuts is taken to the end. */
export const PRIVATE_KEY_RULE: RedactionRule = {
  name: 'private_key',
  keywords: ['-----BEGIN '],
  pattern: once(
    () =>
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END )[\s\S]){0,40000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/y,
  ),
};

const LINES = String.raw`(?:[A-Za-z0-9+/]|(?:\r?\n|\\{1,15}[nr]){1,4}[ \t]{0,16}(?=[A-Za-z0-9+/]{24})){40,40000}={0,2}`;

/** What services put between their name and a key. */
const MARKS = ['_live_', '_test_', '_prod_', '_sandbox_', '_pat_', '_oat_', '_sk_', '_key_', '_secret_'];

/** Keys without the lines around them, and tokens of three parts. */
export const KEY_RULES: readonly RedactionRule[] = [
  {
    // How PKCS#1, PKCS#8 (RSA, EC, Ed25519), SEC1 and OpenSSH private keys begin in base64.
    name: 'private_key',
    keywords: ['MII', 'MHcCAQEEI', 'MIG', 'MIH', 'MC4CAQAwBQYDK2Vw', 'b3BlbnNzaC1rZXktdjEA'],
    pattern: once(
      () =>
        new RegExp(
          `(?:MII[A-Za-z0-9+/]{2,4}IBAAKCA|MII[A-Za-z0-9+/]{2,4}IBADANBgkqhkiG9w0BAQEFAAS|MHcCAQEEI|MI[GH][A-Za-z0-9+/]AgEAMBMGByqGSM49|MC4CAQAwBQYDK2Vw|b3BlbnNzaC1rZXktdjEA)${LINES}`,
          'y',
        ),
    ),
  },
  {
    name: 'private_key',
    keywords: ['-----BEGIN OpenVPN Static key'],
    pattern: once(
      () =>
        /(-----BEGIN OpenVPN Static key V1-----(?:\s|\\{1,15}[nr]){1,8})[0-9a-f]{32}(?:(?:\s|\\{1,15}[nr]){1,8}[0-9a-f]{32}){0,40}/y,
    ),
  },
  {
    // `acme_live_…`, `acme_pat_…`: services that have no rule of their own mark their keys so, too, but not `pk_live_…`.
    name: 'service_token',
    keywords: MARKS,
    begins: { literals: MARKS, pattern: once(() => /_[a-z]{2,7}_[A-Za-z0-9]{20}/y) },
    before: [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
    pattern: once(
      () =>
        new RegExp(
          String.raw`(?:(?<![\w\\-])|(?<=\\[nrtbf]))[A-Za-z][A-Za-z0-9]{1,11}(?<!pk|pub|public)_[a-z]{2,7}_[A-Za-z0-9]{20,200}(?![A-Za-z0-9_-])`,
          'y',
        ),
    ),
    accepts: (secret) => /\d+[^\d]+\d+[^\d]+\d/.test(secret) && /[A-Za-z]/.test(secret),
  },
  {
    name: 'jwt',
    keywords: ['eyJ'],
    pattern: once(
      () =>
        new RegExp(`${START}eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}(?:\\.[A-Za-z0-9_-]{0,2000}){1,3}`, 'y'),
    ),
  },
];
