/** A text with a planted secret. None of them was ever valid; they are put together here so that no scanner takes them for real. */
export interface SecretCase {
  readonly name: string;
  readonly text: string;
  readonly secret: string;
}

const ALPHANUMERIC = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0e1F2g3H4i5J6k7L8m9N0';
const HEX = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const UPPER = 'Q3W4E5R6T7Y2U3I4O5P6A7S2D3F4G5H6J7K2L3Z4X5C6V7B2N3M4';
const PEM_BODY =
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\nVJTUt9Us8cKjMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDu\n';

const word = (length: number): string => ALPHANUMERIC.slice(0, length);
const hex = (length: number): string => HEX.slice(0, length);

/** `[name, text before, secret, text after]`; the secret in parts. */
const ROWS: readonly (readonly [string, string, readonly string[], string])[] = [
  ['openai legacy key', 'key: ', ['sk-', word(48)], ''],
  ['openai project key', 'OPENAI=', ['sk-proj-', word(40), '_-', word(20)], '\n'],
  ['openai service account key', '', ['sk-svcacct-', word(60)], ''],
  ['anthropic key', 'export K=', ['sk-ant-', 'api03-', word(70)], ''],
  ['openrouter key', '"', ['sk-or-v1-', hex(64)], '"'],
  ['langfuse secret key', 'LANGFUSE: ', ['sk-lf-', '1a2b3c4d-1234-4abc-8def-0123456789ab'], ''],
  ['github personal token', 'https://', ['ghp_', word(36)], '@github.com/o/r'],
  ['github oauth token', '', ['gho_', word(36)], ''],
  ['github app token', '(', ['ghs_', word(36)], ')'],
  ['github refresh token', '', ['ghr_', word(60)], ''],
  ['github fine-grained token', 'token ', ['github_pat_', word(22), '_', word(59)], ''],
  ['gitlab token', '--header ', ['glpat-', word(20)], ''],
  ['gitlab runner token', '', ['glrt-', word(20)], ''],
  ['aws access key id', 'aws_access_key_id = ', ['AKIA', UPPER.slice(0, 16)], '\n'],
  ['aws temporary key id', '', ['ASIA', UPPER.slice(4, 20)], ''],
  ['aws secret key in a file', 'aws_secret_access_key = ', ['wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'], '\n'],
  [
    'aws secret key in the environment',
    'export AWS_SECRET_ACCESS_KEY=',
    ['wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'],
    '',
  ],
  ['aws secret key in JSON', '{"SecretAccessKey": "', ['wJalrXUtnFEMI/K7MDENG+', 'bPxRfiCYEXAMPLEKEY'], '"}'],
  ['google api key', 'key=', ['AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'], '&x=1'],
  ['google oauth token', '', ['ya29.', word(60)], ''],
  ['google client secret', '', ['GOCSPX-', word(28)], ''],
  ['slack bot token', '', ['xoxb-', '123456789012-123456789012-', word(24)], ''],
  ['slack user token', '', ['xoxp-', '123456789012-123456789012-', word(30)], ''],
  ['slack app token', '', ['xapp-', '1-A0123456789-123456789012-', hex(40)], ''],
  ['slack webhook', 'https://hooks.slack.com/services/', ['T01234567/B01234567/', word(24)], ''],
  ['discord webhook', 'https://discord.com/api/webhooks/123456789012345678/', [word(68)], ''],
  ['stripe live key', '', ['sk_live_', word(24)], ''],
  ['stripe test key', '', ['sk_test_', word(24)], ''],
  ['stripe restricted key', '', ['rk_live_', word(24)], ''],
  ['stripe webhook secret', '', ['whsec_', word(32)], ''],
  ['npm token', '//npm.example/:_authToken=', ['npm_', word(36)], ''],
  ['pypi token', 'password = ', ['pypi-', 'AgEIcHlwaS5vcmc', word(60)], ''],
  ['rubygems key', '', ['rubygems_', hex(48)], ''],
  ['hugging face token', 'login --token ', ['hf_', word(34)], ''],
  ['groq key', '', ['gsk_', word(52)], ''],
  ['xai key', '', ['xai-', word(80)], ''],
  ['perplexity key', '', ['pplx-', word(48)], ''],
  ['replicate token', '', ['r8_', word(37)], ''],
  ['digitalocean token', '', ['dop_v1_', hex(64)], ''],
  ['sendgrid key', '', ['SG.', word(22), '.', word(43)], ''],
  ['mailgun key', 'api:', ['key-', hex(32)], ''],
  ['twilio key', '', ['SK', hex(32)], ''],
  ['telegram bot token', 'bot', ['', ''], ' 123456789:' + 'AA' + word(33)],
  ['shopify token', '', ['shpat_', hex(32)], ''],
  ['databricks token', '', ['dapi', hex(32)], ''],
  ['vault token', 'VAULT ', ['hvs.', word(40)], ''],
  ['docker token', 'docker login -p ', ['dckr_pat_', word(27)], ''],
  ['linear key', '', ['lin_api_', word(40)], ''],
  ['notion token', '', ['ntn_', word(46)], ''],
  ['figma token', '', ['figd_', word(40)], ''],
  ['postman key', '', ['PMAK-', hex(24), '-', hex(34)], ''],
  ['new relic key', '', ['NRAK-', UPPER.slice(0, 27)], ''],
  ['grafana token', '', ['glsa_', word(32), '_', hex(8)], ''],
  ['sentry token', '', ['sntrys_', word(60)], ''],
  ['atlassian token', '', ['ATATT3', word(70)], ''],
  ['supabase token', '', ['sbp_', hex(40)], ''],
  ['planetscale token', '', ['pscale_tkn_', word(43)], ''],
  ['age key', '', ['AGE-SECRET-KEY-1', UPPER, 'ABCDEF'], ''],
  [
    'azure storage key',
    'AccountName=x;AccountKey=',
    [word(60), 'abcdefghij1234567890ABCDEF=='],
    ';EndpointSuffix=core',
  ],
  [
    'json web token',
    'id_token: ',
    ['eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV'],
    '',
  ],
  [
    'json web token after an escaped line end',
    String.raw`line\n`,
    ['eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV'],
    '',
  ],
  ['private key', '-----BEGIN PRIVATE KEY-----\n', [PEM_BODY], '-----END PRIVATE KEY-----\n'],
  ['rsa private key', '-----BEGIN RSA PRIVATE KEY-----\n', [PEM_BODY], '-----END RSA PRIVATE KEY-----'],
  ['openssh private key', '-----BEGIN OPENSSH PRIVATE KEY-----\n', [PEM_BODY], '-----END OPENSSH PRIVATE KEY-----'],
  ['key of an elliptic curve without its first line', '', ['MIGH', 'AgEAMBMGByqGSM49', word(44)], '\n'],
  ['private key that is cut', '-----BEGIN EC PRIVATE KEY-----\n', [PEM_BODY], ''],
  ['private key whose beginning is cut', '', [PEM_BODY], '-----END EC PRIVATE KEY-----'],
  ['pgp private key', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n', [PEM_BODY], '-----END PGP PRIVATE KEY BLOCK-----'],
  ['password in a postgres url', 'postgres://app:', ['S3cr3t.pw!'], '@db.internal:5432/app'],
  ['password in an https url', 'git clone https://ada:', ['hunter2pass'], '@git.example/r.git'],
  ['password in a redis url without user', 'redis://:', ['hunter2pass'], '@cache:6379/0'],
  ['password in an amqp url', 'AMQP=amqps://guest:', ['p%40ss'], '@mq/vhost'],
  ['bearer header', 'curl -H "Authorization: Bearer ', ['opaque-Token_1234567890'], '"'],
  ['basic header', 'Authorization: Basic ', ['YWRhOmh1bnRlcjJwYXNz'], '\r\n'],
  ['header in JSON', '{"authorization":"Bearer ', ['opaque-Token_1234567890'], '"}'],
  ['bearer token in a sentence', 'with bearer ', ['mF_9.B5f-4.1JqM22aa'], ' in it'],
  ['x-api-key header', 'x-api-key: ', ['9f8e7d6c5b4a39281706'], ''],
  ['private-token header', "'PRIVATE-TOKEN': '", ['zyxwv-98765-abcde'], "'"],
  ['curl user and password', 'curl -u admin:', ['Sup3rGeheim'], ' https://x'],
  ['password in capitals', 'DB_PASSWORD=', ['correct-horse-battery'], '\n'],
  ['secret in capitals, quoted', 'export CLIENT_SECRET="', ['abcdefghijklmnop'], '"'],
  ['api key with a space before it', 'MY_SERVICE_API_KEY: ', ['zzzzyyyyxxxxwwww'], ''],
  ['rails secret', 'SECRET_KEY_BASE=', [hex(60)], ''],
  ['password in lower case JSON', '{"password":"', ['hunter2hunter2'], '"}'],
  ['password in yaml', 'db:\n  password: ', ['hunter2hunter2'], '\n'],
  ['camel-case name', 'const clientSecret = "', ['a8f5f167f44f4964e6c998dee827110c'], '";'],
  ['access token in a query', 'https://api.example/x?access_token=', ['a8f5f167f44f4964e6c9'], '&page=2'],
  ['token on a command line', 'deploy --token=', ['a8f5f167f44f4964e6c9'], ' --prod'],
  ['ini password', 'smtp_password = ', ['pa55word!'], '\n'],
];

export const CASES: readonly SecretCase[] = ROWS.map(([name, before, parts, after]) => {
  const secret = parts.join('');
  // A telegram token has no prefix that could be split off, so it stands in the text that follows.
  return secret === ''
    ? { name, text: `${before}${after}`, secret: after.trim() }
    : { name, text: `${before}${secret}${after}`, secret };
});
