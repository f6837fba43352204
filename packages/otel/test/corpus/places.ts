/** A way in which a secret stands in a text, and what of it must be gone: the encoded form, where there is one. */
export interface Place {
  readonly name: string;
  readonly put: (secret: string) => string;
  readonly encoded?: (secret: string) => string;
}

const base64Of = (secret: string): string => Buffer.from(`the value is ${secret} and so on`).toString('base64');
const base64UrlOf = (secret: string): string => Buffer.from(`{"value":"${secret}","n":1}`).toString('base64url');
const twiceOf = (secret: string): string => Buffer.from(base64Of(secret)).toString('base64');

/** Places for a secret of one line that is recognised by itself. */
export const TOKEN_PLACES: readonly Place[] = [
  { name: 'in a sentence', put: (secret) => `Please use ${secret} for the deployment.` },
  { name: 'alone', put: (secret) => secret },
  { name: 'after a name in the environment', put: (secret) => `PATH=/usr/bin\nSERVICE_VALUE=${secret}\nHOME=/root` },
  { name: 'in a list of Python', put: (secret) => `args = ['--verbose', '${secret}', "--out"]` },
  { name: 'in a code block', put: (secret) => `Run this:\n\`\`\`sh\nconnect \\\n  ${secret}\n\`\`\`\n` },
  { name: 'in a header', put: (secret) => `curl -H "Authorization: Bearer ${secret}" https://api.example.com` },
  { name: 'in a query', put: (secret) => `GET https://api.example.com/v1?item=${secret}&page=2 HTTP/1.1` },
  { name: 'in JSON', put: (secret) => JSON.stringify({ output: `before\n${secret}\nafter` }) },
  {
    name: 'in JSON in JSON',
    put: (secret) => JSON.stringify(JSON.stringify({ output: `before\n${secret}\nafter` })),
  },
  { name: 'in base64', put: (secret) => `payload: ${base64Of(secret)}\n`, encoded: base64Of },
  { name: 'in base64url', put: (secret) => `https://x.example/cb#${base64UrlOf(secret)}`, encoded: base64UrlOf },
  { name: 'in base64 after a path', put: (secret) => `data/v1/${base64Of(secret)}`, encoded: base64Of },
  {
    name: 'in base64 in JSON',
    put: (secret) => JSON.stringify({ lines: `x\n${base64Of(secret)}\n` }),
    encoded: base64Of,
  },
  { name: 'in base64 twice', put: twiceOf, encoded: twiceOf },
];

const encode = (text: string): string => Buffer.from(text).toString('base64');

/** Places for a private key of many lines. */
export const KEY_PLACES: readonly Place[] = [
  { name: 'as it is', put: (key) => `$ cat key.pem\n${key}\n$ ls` },
  { name: 'with escaped line ends', put: (key) => `"private_key": "${key.replaceAll('\n', String.raw`\n`)}\\n"` },
  { name: 'with the line ends of Windows', put: (key) => key.replaceAll('\n', '\r\n') },
  { name: 'in JSON', put: (key) => JSON.stringify({ key }) },
  { name: 'in JSON in JSON', put: (key) => JSON.stringify(JSON.stringify({ key })) },
  { name: 'indented in YAML', put: (key) => `tls.key: |\n  ${key.replaceAll('\n', '\n  ')}\ntype: Opaque\n` },
  { name: 'without its end', put: (key) => key.slice(0, key.indexOf('-----END')) },
  { name: 'without its beginning', put: (key) => key.slice(key.indexOf('\n') + 1) },
  { name: 'quoted by a mail', put: (key) => key.replaceAll('\n', '\n> ') },
  { name: 'in base64', put: (key) => `tls.key: ${encode(key)}\n`, encoded: encode },
  { name: 'in lines of base64', put: (key) => encode(key).replaceAll(/.{76}/g, '$&\n') },
];
