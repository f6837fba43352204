import type { ExportOutcome } from './export-outcome.ts';

/** What a failing connection means; used for HTTP and, by the text of the error, for gRPC. */
export interface NetworkFault {
  readonly kind: 'retry' | 'destination';
  readonly code: string;
  readonly reason: string;
  readonly hint: string;
}

/** Finds the meaning of a system or TLS error code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …); absent if unknown. */
export function networkFaultOf(errorCode: string): NetworkFault | undefined {
  const entry = TABLE.find(({ codes }) => codes.test(errorCode));
  if (entry === undefined) return undefined;
  const { kind, code, reason, hint } = entry;
  return { kind, code, reason, hint };
}

/** For codes that no rule knows: passing, as nothing says that a change would help. */
export const UNKNOWN_FAULT: NetworkFault = {
  kind: 'retry',
  code: 'network',
  reason: 'the request failed',
  hint: 'Tried again by itself.',
};

/** As the outcome of a request to `where`, with what the system itself said. */
export function networkOutcome(fault: NetworkFault, where: string, detail: string): ExportOutcome {
  const message = `${where}: ${fault.reason}${detail === '' ? '.' : ` (${detail}).`}`;
  return { kind: fault.kind, fault: { code: fault.code, message, hint: fault.hint } };
}

const CHECK_CA =
  'If the receiver uses a private authority, set ca-certificate to its PEM file; it replaces the system’s roots.';

/** First match wins. TLS and name faults need a change somewhere; everything of TCP may pass by itself. */
const TABLE: readonly (NetworkFault & { readonly codes: RegExp })[] = [
  {
    codes: /^(ENOTFOUND|EAI_[A-Z]+|ENODATA|ESERVFAIL|EBADNAME)$/,
    kind: 'destination',
    code: 'dns',
    reason: 'the host name could not be resolved',
    hint: 'Check the host in the URL, and whether this machine is online.',
  },
  {
    codes: /^ETIMEOUT$/,
    kind: 'retry',
    code: 'dns_timeout',
    reason: 'the name server did not answer',
    hint: 'Check the name server, and whether this machine is online.',
  },
  {
    codes: /^ECONNREFUSED$/,
    kind: 'retry',
    code: 'tcp_refused',
    reason: 'the connection was refused',
    hint: 'Nothing listens there now: start the receiver, or check host and port.',
  },
  {
    codes: /^(ETIMEDOUT|ESOCKETTIMEDOUT)$/,
    kind: 'retry',
    code: 'tcp_timeout',
    reason: 'no connection within the time',
    hint: 'The host does not answer: check network, VPN and firewall.',
  },
  {
    codes: /^(ECONNRESET|EPIPE|ECONNABORTED|HPE_INVALID_EOF_STATE)$/,
    kind: 'retry',
    code: 'tcp_reset',
    reason: 'the connection was closed before an answer',
    hint: 'Tried again by itself. If it stays, check scheme and port: plain http to a TLS port looks like this.',
  },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    kind: 'retry',
    code: 'tcp_unreachable',
    reason: 'the host is not reachable',
    hint: 'Check whether this machine is online, and VPN and routes.',
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    kind: 'destination',
    code: 'tls_host',
    reason: 'the certificate is for another host',
    hint: 'Use the host name the certificate was made for.',
  },
  {
    codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    kind: 'destination',
    code: 'tls_expired',
    reason: 'the certificate is not valid at this time',
    hint: 'Renew the receiver’s certificate, or check this machine’s clock.',
  },
  {
    codes: /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_[A-Z_]+|CERT_UNTRUSTED|INVALID_CA)$/,
    kind: 'destination',
    code: 'tls_untrusted',
    reason: 'the certificate is not signed by a trusted authority',
    hint: CHECK_CA,
  },
  {
    codes:
      /ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE|UNSUPPORTED_CERTIFICATE)|ALERT_HANDSHAKE_FAILURE/,
    kind: 'destination',
    code: 'tls_client_certificate',
    reason: 'the receiver did not accept this side’s certificate, or wants one',
    hint: 'Set client-certificate and client-private-key to a pair that the receiver’s authority signed.',
  },
  {
    codes: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/,
    kind: 'destination',
    code: 'tls_version',
    reason: 'the receiver speaks no version of TLS that is still safe',
    hint: 'Let the receiver speak TLS 1.2 or 1.3.',
  },
  {
    codes: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/,
    kind: 'destination',
    code: 'tls',
    reason: 'the port does not speak TLS',
    hint: 'Use http:// if the receiver is plain, or the port where it speaks TLS.',
  },
  {
    codes: /^(ERR_SSL_|ERR_TLS_|ERR_OSSL|EPROTO|CERT_|CRL_|HOSTNAME_)/,
    kind: 'destination',
    code: 'tls',
    reason: 'the TLS connection could not be set up',
    hint: CHECK_CA,
  },
  {
    codes: /^(HPE_|ERR_HTTP2_)/,
    kind: 'destination',
    code: 'not_http',
    reason: 'the answer is not the protocol that was expected',
    hint: 'Check the port: OTLP over HTTP is usually on 4318, over gRPC on 4317.',
  },
  {
    codes: /^(ERR_INVALID_CHAR|ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_HTTP_TOKEN|ERR_UNESCAPED_CHARACTERS)$/,
    kind: 'destination',
    code: 'header_invalid',
    reason: 'a header or the path holds characters that HTTP does not allow',
    hint: 'Check the named header for line breaks and control characters, for instance at the end of a secret file.',
  },
];
