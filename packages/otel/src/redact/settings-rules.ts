import { once } from './once.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { isExpression, isNoReference, isRandom, NAME_SUFFIX, SECRET_WORD, SECRET_WORDS } from './secret-name.ts';

const LINE_END = String.raw`(?:\r?\n|(?:\\{1,15}r)?\\{1,15}n)`;

/** One word, and nothing that could be the name of a value. */
const BLOCK_LINE = String.raw`(?![$<{%[*(#-])[^\s"'\x60\\,;<>(){}|&]{8,400}(?<!:)`;

/** Secrets in files of settings and of state that more than the line they stand in gives away. */
export const SETTINGS_RULES: readonly RedactionRule[] = [
  {
    // A block of YAML: the value stands on the next line, in it alone or with more of the same indentation.
    name: 'assigned_secret',
    keywords: [': |', ': >'],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}${NAME_SUFFIX}\\{0,15}["']?: [|>][+-]?[ \t]{0,8}${LINE_END}(?<indent>[ \t]{1,40}))${BLOCK_LINE}(?:${LINE_END}\k<indent>${BLOCK_LINE}){0,40}(?=[ \t]{0,8}(?:[\r\n\\"]|$))`,
          'iy',
        ),
    ),
    accepts: isRandom,
  },
  {
    // `username: report` and below it `password: TnfCcvoE`: beside a user's name, any word is a password.
    name: 'assigned_secret',
    keywords: ['user: ', 'username: '],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:user|username): {1,4}["']?[a-z][\w.@-]{1,60}["']?${LINE_END}[ \t]{0,40}[\w-]{0,30}?(?:password|passwd|pwd|pass): {1,4}["']?)[^\s"'\x60\\,;<>(){}|&]{6,200}(?=["']?[ \t]{0,8}(?:[\r\n\\"]|$))`,
          'y',
        ),
    ),
    accepts: isPasswordBesideUser,
  },
  {
    // Users and passwords of cloud-init, from the first password on.
    name: 'named_secret',
    keywords: ['chpasswd:'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`(chpasswd:(?:\s|\\{1,15}[nr]|expire: \w{1,8}){1,60}list:(?: \|)?(?:\s|\\{1,15}[nr]){1,60}[\w.-]{1,40}:)[^\s"'\\]{1,200}(?:(?:\s|\\{1,15}[nr]){1,60}[\w.-]{1,40}:[^\s"'\\]{1,200}){0,40}`,
          'y',
        ),
    ),
  },
  {
    // A key of PuTTY.
    name: 'private_key',
    keywords: ['-Lines: '],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?<=Private)-Lines: \d{1,3}${LINE_END})[A-Za-z0-9+/]{16,100}={0,2}(?:${LINE_END}[A-Za-z0-9+/]{4,100}={0,2}(?![\w-]*:)){0,100}`,
          'y',
        ),
    ),
  },
  {
    // What Terraform made up, in its state or plan: the name of the value says nothing, its type does.
    name: 'assigned_secret',
    keywords: ['random_password"', 'random_password\\'],
    pattern: once(
      () =>
        /(random_password\\{0,15}"(?:(?!\\{0,15}"type\\{0,15}"|resource )[\s\S]){1,700}?(?<![A-Za-z0-9_])result\\{0,15}"? {0,20}[:=] {0,4}(\\{0,15}"))(?!\$\{)(?:(?!\2)[^\r\n]){4,300}(?=\2)/y,
    ),
  },
];

/** Where the user is a type or none, the password is one, too. */
function isPasswordBesideUser(secret: string, lead: string): boolean {
  const user = /: +["']?([^"'\s\\]+)/.exec(lead)?.[1] ?? '';
  return (
    isNoReference(secret) &&
    isNoReference(user) &&
    !isExpression(secret) &&
    !/passw|pwd/i.test(secret) &&
    !/^(?:str|text|any|bytes|varchar|char|nil|none|user_?name)$/i.test(user)
  );
}
