import type { ExportOutcome } from '../export-outcome.ts';
import { errorCodeInText } from '../error-code-in-text.ts';
import { errorCode, errorText } from '../error-text.ts';
import { networkFaultOf, networkOutcome, UNKNOWN_FAULT } from '../network-fault.ts';
import type { HttpPhase, HttpResult } from './try-request.ts';
import type { Target } from '../target.ts';
import { ProxyRefusal, proxyRefused } from '../proxy-refusal.ts';

type HttpFailure = Exclude<HttpResult, { kind: 'answer' }>;

/** What it means that no status line was read. */
export function classifyFailure(result: HttpFailure, target: Target): ExportOutcome {
  if (result.kind === 'aborted') return aborted(target);
  if (result.kind === 'timeout') return timedOut(result.phase, target);
  const { error } = result;
  if (error instanceof ProxyRefusal) return proxyRefused(error, target);
  const code = codeOf(error);
  const detail = target.clean(errorText(error) || code);
  return networkOutcome(networkFaultOf(code) ?? UNKNOWN_FAULT, target.shownUrl, detail);
}

/** TLS 1.2 alerts have no code of their own. */
function codeOf(error: unknown): string {
  const code = errorCode(error);
  return code === 'EPROTO' ? errorCodeInText(errorText(error)) || code : code;
}

function aborted(target: Target): ExportOutcome {
  const message = `${target.shownUrl}: given up before an answer.`;
  return { kind: 'retry', fault: { code: 'aborted', message, hint: 'Delivered by the next run.' } };
}

const TIMEOUTS: Readonly<Record<HttpPhase, { readonly code: string; readonly reason: string; readonly hint: string }>> =
  {
    dns: {
      code: 'dns_timeout',
      reason: 'the host name was not resolved in time',
      hint: 'Check the name server, and whether this machine is online.',
    },
    connect: {
      code: 'tcp_timeout',
      reason: 'no connection within the time',
      hint: 'The host does not answer: check network, VPN, proxy and firewall.',
    },
    tls: {
      code: 'tls_timeout',
      reason: 'the TLS handshake did not end in time',
      hint: 'Check whether the port speaks TLS.',
    },
    answer: {
      code: 'http_timeout',
      reason: 'no answer within the time',
      hint: 'The receiver is slow or hangs; timeout_ms sets the time of one try.',
    },
  };

function timedOut(phase: HttpPhase, target: Target): ExportOutcome {
  const { code, reason, hint } = TIMEOUTS[phase];
  return { kind: 'retry', fault: { code, message: `${target.shownUrl}: ${reason}.`, hint } };
}
