import { decodeStatus } from '@codex-langfuse/otlp';

const LONGEST_TEXT = 200;
/** Servers may answer megabytes that are made to keep an expression busy. */
const MOST_LOOKED_AT = 1000;

/** What a server said about an error, safe to show: one short line without control characters and without secrets. */
export type TextCleaner = (text: string) => string;

/** Servers echo requests in error messages; `values` and what they hold, such as the parts of a header, are cut out. */
export function createTextCleaner(values: readonly string[]): TextCleaner {
  const secrets = values.flatMap(secretParts).sort((left, right) => right.length - left.length);
  return (text) => {
    const withoutSecrets = secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '[redacted]'), text);
    const oneLine = withoutSecrets.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
    const line = oneLine.slice(0, MOST_LOOKED_AT).replace(OPENSSL_PLACE, '$1');
    return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
  };
}

/** OpenSSL's errors are mostly about where in OpenSSL; the reason stands in the middle. */
const OPENSSL_PLACE = /[0-9A-F]{8,}:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):[^:\s]*:\d+:(?:SSL alert number \d+)?/g;

/** The message in an error body: `google.rpc.Status`, Langfuse's `message` or `error`, or plain text; else nothing. */
export function serverText(body: Uint8Array, contentType: string): string {
  if (contentType.includes('protobuf')) {
    const status = decodeStatus(body, 'protobuf');
    return status.ok ? status.value.message : '';
  }
  const text = Buffer.from(body).toString('utf8');
  if (contentType.includes('json')) return messageInJson(text);
  return isHtmlDocument(text) ? '' : text;
}

/**
 * A page for people: a login, a portal, a single-page application; never the answer of an OTLP receiver. Browsers take
 * one without its outer tags as well, and portals are often written so.
 */
export function isHtmlDocument(text: string): boolean {
  return /^<(!doctype\s+html|html|head|body|title|meta|script)[\s>]/i.test(withoutPreface(text.slice(0, 2000)));
}

/**
 * What comes after comments and an XML declaration. Not by one expression: comments within a repetition give it
 * exponentially many ways to fail.
 */
function withoutPreface(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const part = PREFACE.find(({ begin }) => rest.startsWith(begin));
    if (part === undefined) return rest;
    const end = rest.indexOf(part.end, part.begin.length);
    if (end === -1) return '';
    rest = rest.slice(end + part.end.length).trimStart();
  }
}

const PREFACE = [
  { begin: '<!--', end: '-->' },
  { begin: '<?xml', end: '?>' },
];

function messageInJson(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return '';
    const named = Object.entries(parsed).filter(([name]) => name === 'message' || name === 'error');
    return named
      .map(([, value]) => value)
      .filter((value) => typeof value === 'string')
      .join(': ');
  } catch {
    // Announced as JSON and is none: nothing that could be quoted.
    return '';
  }
}

const SHORTEST_SECRET = 4;

/** The value, its words (`Basic …` has two), and the user and password inside Basic credentials. */
function secretParts(value: string): readonly string[] {
  const words = value.split(/\s+/);
  const decoded = /^basic\s/i.test(value) ? Buffer.from(words[1] ?? '', 'base64').toString('utf8') : '';
  const parts = [value, ...words.slice(words.length > 1 ? 1 : 0), decoded, ...decoded.split(':')];
  return parts.filter((part) => part.length >= SHORTEST_SECRET);
}
