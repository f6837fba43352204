/**
 * The system's or OpenSSL's error code behind a gRPC status. The library keeps only the message of what failed
 * below it, so the code is found by the texts of Node 22 and 24 and OpenSSL 3; empty if none is recognised. Only the
 * library's own texts are searched for TLS and names: a gateway may speak of its own upstream's.
 */
export function errorCodeInText(text: string): string {
  const ofConnection = OWN_TEXT.test(text) ? PATTERNS.find(([pattern]) => pattern.test(text))?.[1] : undefined;
  return ofConnection ?? SYSTEM_CODE.exec(text)?.[0] ?? '';
}

const OWN_TEXT = /^(No connection established|Name resolution failed)/;

const SYSTEM_CODE = /\b(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)\b/;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/Name resolution failed|ENOTFOUND|EAI_[A-Z]+/, 'ENOTFOUND'],
  [/certificate has expired/i, 'CERT_HAS_EXPIRED'],
  [/certificate is not yet valid/i, 'CERT_NOT_YET_VALID'],
  [/does not match certificate's altnames/i, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/self-signed certificate|unable to (get|verify) [a-z ]*certificate/i, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/alert (certificate required|bad certificate|unknown ca|handshake failure|certificate)/i, 'ERR_SSL_ALERT_CERTIFICATE'],
  [/wrong version number|packet length too long/i, 'ERR_SSL_WRONG_VERSION_NUMBER'],
  [/\bSSL routines\b|\bTLS\b/, 'ERR_SSL_OTHER'],
  [/Protocol error|Expected HTTP|NGHTTP2/i, 'ERR_HTTP2_ERROR'],
];
