import { once } from './once.ts';
import { ASSIGNS, OPENS } from './assignment-rules.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { isExpression, isMixed, isNoReference, isPhrase, isRandom, SECRET_WORD, SECRET_WORDS } from './secret-name.ts';

/** In quotes, anything may stand in it. */
const ARGUMENT = String.raw`(?![$<{%*(-])(?:(?<=["'])[^\s"'\x60\\]{4,1000}(?=\\{0,15}["'])|[^\s"'\x60\\|;&<>()]{4,1000})`;

/** Secrets among the arguments of commands. */
export const COMMAND_RULES: readonly RedactionRule[] = [
  {
    name: 'basic_password',
    keywords: ['-u', '--user', '--proxy-user', '-a ', '-auth'],
    begins: { literals: ['-u', '-a ', '-a=', '--user', '--proxy-user', '-auth', '--auth'] },
    pattern: once(
      () =>
        /((?<![\w-])(?:-u|-a|--user|--proxy-user|--?auth)(?:[ =]|(?<=-u))(\\{0,15}["'])?[A-Za-z0-9._@+-]{1,64}:)(?![$<{%*/])(?:(?:(?!\2)[^\r\n"'`\\]){4,200}(?=\2)|[^\s"'`\\]{4,200})/y,
    ),
    accepts: (secret) => !/^(?:\d+|[a-z]{1,9})$/.test(secret),
  },
  {
    name: 'command_password',
    keywords: ['--', ' -d'],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?<=-(?:[A-Za-z0-9]{1,20}\.){0,4}[a-z]{0,8})${SECRET_WORD}(?:[ \t=]{1,4}\\{0,15}["']?|\\{0,15}["'],\s{0,20}\\{0,15}["']))${ARGUMENT}`,
          'iy',
        ),
    ),
    accepts: (secret, lead, { before }) =>
      isNoReference(secret) &&
      !isPlaceInUsage(secret, before) &&
      // `gcloud services api-keys get-key-string …` takes the name of the key.
      !before.endsWith(' get-') &&
      ((!isExpression(secret) && (/[^A-Za-z._/-]/.test(secret) || isMixed(secret))) ||
        (/passw/i.test(lead) && isPhrase(secret))),
  },
  {
    name: 'command_password',
    keywords: ['mysql', 'mariadb', 'mongo', 'cqlsh '],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:(?:mysql|mariadb)[\w-]{0,20} [^\n|;\\]{0,200}?(?<= )-p|(?:mongo\w{0,12}|cqlsh) [^\n|;\\]{0,200}?(?<= )-p[ =]?)\\{0,15}["']?)(?![ =])${ARGUMENT}`,
          'y',
        ),
    ),
  },
  {
    name: 'command_password',
    keywords: ['sshpass', 'redis-cli', ' login', 'openssl', 'ssh-keygen', 'requirepass'],
    begins: { literals: ['sshpass ', 'redis-cli ', 'login ', 'openssl ', 'ssh-keygen ', 'requirepass'] },
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:sshpass [^\n]{0,40}?-p|redis-cli [^\n|;]{0,200}?-a|login [^\n|;]{0,200}?(?<= )-p|openssl [^\n|;]{0,200}?(?<= )-(?:k|K|pass)|openssl passwd(?: -\w{1,8}){1,3}|ssh-keygen [^\n|;]{0,200}?(?<= )-[PN]|requirepass(?:\\{0,15}["'](?:\s|\\{1,15}n){1,4}\d\)| ))[ =]{0,3}\\{0,15}["']?)${ARGUMENT}`,
          'y',
        ),
    ),
    accepts: (secret) => isNoReference(secret) && !/^(?:pass|env|file|fd|stdin):?/.test(secret),
  },
  {
    name: 'command_password',
    keywords: ['echo ', 'printf '],
    pattern: once(
      () =>
        /((?:echo|printf) (?:-\w |'?%s'? )?\\{0,15}["']?)(?![$<{%*])[^\s"'`\\|]{4,300}(?=\\{0,15}["']? {0,4}\| {0,4}[^\n|]{0,200}(?:password-stdin|chpasswd|passwd|sudo -S|with-token))/y,
    ),
  },
  {
    name: 'command_password',
    keywords: ['basicauth', 'basic_auth', 'basic-auth', 'authident', 'stats auth'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:(?:basic[_-]?auth|authident)${ASSIGNS}${OPENS}|stats auth )[\w.@+-]{1,64}:)${ARGUMENT}`,
          'iy',
        ),
    ),
  },
  {
    name: 'command_password',
    keywords: ['wg gen', 'wg show'],
    pattern: once(
      () => /(wg (?:gen(?:key|psk)|show [^\n\\]{0,60}dump)[^\n\\]{0,80}(?:\r?\n|\\{1,15}n))[A-Za-z0-9+/]{43}=/y,
    ),
  },
  {
    name: 'command_password',
    keywords: ['pass:'],
    pattern: once(() => new RegExp(String.raw`((?<![A-Za-z0-9])pass:)${ARGUMENT}`, 'y')),
    accepts: (secret) => isNoReference(secret) && /[^A-Za-z]/.test(secret),
  },
  {
    name: 'command_password',
    keywords: ['/user:'],
    pattern: once(() => /(\/user:[\w.@\\-]{1,80} {1,4})(?![$<{%*/])[^\s"'`\\]{4,200}/iy),
    accepts: (secret) => /[^A-Za-z]/.test(secret),
  },
  {
    name: 'command_password',
    keywords: [
      'sqlcmd ',
      'zip ',
      'ldap',
      'gh secret set ',
      ...['', 'dest', 'src'].flatMap((of) => [` -${of}storepass`, ` -${of}keypass`]),
    ],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:sqlcmd [^\n|;\\]{0,200}? -P|zip [^\n|;\\]{0,80}?-P|ldap\w{3,10} [^\n|;\\]{0,200}? -w| -(?:dest|src)?(?:store|key)pass|gh secret set [^\n|;\\]{0,80}? (?:--body|-b))[ =]{1,3}\\{0,15}["']?)${ARGUMENT}`,
          'y',
        ),
    ),
    accepts: isNoReference,
  },
  {
    name: 'command_password',
    keywords: ['smbclient', 'rpcclient'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:smb|rpc)client [^\n|;\\]{0,200}?(?:-U|--user)[ =]?\\{0,15}["']?[\w.\\/-]{1,64}%)${ARGUMENT}`,
          'y',
        ),
    ),
  },
  {
    name: 'command_password',
    keywords: ['wandb login', 'r.login=', 'lftp ', 'net use ', 'rabbitmqctl ', 'htpasswd -'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:wandb login (?:--[\w=-]{1,40} ){0,3}|rabbitmqctl [^\n|;\\]{0,60}?(?:add_user|change_password) [\w.@-]{1,64} |htpasswd -[A-Za-z]{0,4}b[A-Za-z]{0,4} (?:-[A-Za-z]{1,2} ){0,3}[^\s\\]{1,200} [\w.@-]{1,64} |(?<=-Dsona)r\.login=|lftp [^\n|;\\]{0,80}?-u ?[\w.@-]{1,64},|net use (?:[A-Za-z]: |\* )?\\{2,8}[^\s"']{3,200} (?=[^\n]{1,80}\/user:))\\{0,15}["']?)${ARGUMENT}`,
          'iy',
        ),
    ),
    accepts: (secret) => isNoReference(secret) && /[^A-Za-z]/.test(secret) && !secret.startsWith('/'),
  },
  {
    // `mc alias set <name> <url> <user> <password>` of MinIO.
    name: 'command_password',
    keywords: ['mc alias set ', 'mc config host add '],
    pattern: once(
      () =>
        /((?:(?<![\w-])|(?<=\\[nrt]))mc (?:alias set|config host add) [\w.-]{1,60} [^\s\\]{8,200} )(?![$<{%*])[^\s"'`\\]{3,100} [^\s"'`\\]{8,200}/y,
    ),
  },
  {
    // What `expect` sends when it is asked for a password.
    name: 'command_password',
    keywords: ['nd "', 'nd -- "', 'nd \\"'],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}[^"\r\n\\]{0,20}\\{0,15}"(?:\s|\\{1,15}[nrt]){1,20}send (?:-- )?\\{0,15}")(?!\$)[^"\\\r\n]{4,200}(?=\\)`,
          'iy',
        ),
    ),
  },
  {
    // PowerShell.
    name: 'command_password',
    keywords: ['securestring '],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?<=ConvertTo-)SecureString (?:-String )?\\{0,15}["'])[^"'\r\n\\$]{4,300}(?=\\{0,15}["'])`,
          'iy',
        ),
    ),
  },
  {
    // Protocols of Redis and of mail.
    name: 'command_password',
    keywords: ['AUTH ', 'AUTH" ', 'AUTH\\'],
    pattern: once(
      () =>
        /((?:(?<![\w-])|(?<=\\[nrt]))AUTH\\{0,15}"? \\{0,15}"?(?:PLAIN |LOGIN |[\w.-]{1,40}\\{0,15}"? \\{0,15}"?)?)[^\s"'`\\]{12,400}(?=[ \t]{0,8}(?:[\r\n\\"]|$))/y,
    ),
    accepts: isRandom,
  },
  {
    // `bundle config`, which prints a source's user and password.
    name: 'command_password',
    keywords: ['.bundle/config'],
    pattern: once(() => /(\.bundle\/config\): \\{0,15}"[\w.@+-]{1,64}:)[^\s"'`\\]{4,200}/y),
  },
];

/** `[--password PASSWORD]` of a command's help. */
function isPlaceInUsage(argument: string, before: string): boolean {
  return /\[-{1,2}[\w-]{0,40}$/.test(before) && /^[A-Za-z][A-Za-z_-]*\]{1,4}[.,]{0,3}$/.test(argument);
}
