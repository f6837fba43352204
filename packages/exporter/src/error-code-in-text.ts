/**
 * The system's or OpenSSL's error code that a message speaks of, where no code came with it: gRPC keeps only the
 * message of what failed below it, and TLS 1.2 alerts come as `EPROTO`. By the texts of Node 22 and 24 and OpenSSL 3;
 * empty if none is recognised.
 */
export function errorCodeInText(text: string): string {
  return PATTERNS.find(([pattern]) => pattern.test(text))?.[1] ?? systemCodeInText(text);
}

/** Only the codes of sockets, for texts that others may have written. */
export function systemCodeInText(text: string): string {
  return SYSTEM_CODE.exec(text)?.[0] ?? '';
}

const SYSTEM_CODE = /\b(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)\b/;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/Name resolution failed|ENOTFOUND|EAI_[A-Z]+/, 'ENOTFOUND'],
  // Spoken of TLS, but a connection that was closed.
  [/socket disconnected before secure TLS connection/i, 'ECONNRESET'],
  [/certificate has expired/i, 'CERT_HAS_EXPIRED'],
  [/certificate is not yet valid/i, 'CERT_NOT_YET_VALID'],
  [/does not match certificate's altnames/i, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/self-signed certificate|unable to (get|verify) [a-z ]*certificate/i, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [
    /alert (certificate required|bad certificate|unknown ca|handshake failure|certificate)/i,
    'ERR_SSL_ALERT_CERTIFICATE',
  ],
  [/alert protocol version|unsupported protocol/i, 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
  [/wrong version number|packet length too long/i, 'ERR_SSL_WRONG_VERSION_NUMBER'],
  [/\bSSL routines\b|\bTLS\b/, 'ERR_SSL_OTHER'],
  [/Protocol error|Expected HTTP|NGHTTP2/i, 'ERR_HTTP2_ERROR'],
];
