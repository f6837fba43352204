import { status } from '@grpc/grpc-js';
import { decodeResponse, decodeStatus } from '@codex-langfuse/otlp';
import type { Signal } from '@codex-langfuse/config';
import { errorCodeInText, systemCodeInText } from '../error-code-in-text.ts';
import type { DeliveryFault, ExportOutcome } from '../export-outcome.ts';
import { hintForStatus } from '../http/status-hints.ts';
import { networkFaultOf, networkOutcome } from '../network-fault.ts';
import { partialOutcome } from '../partial-outcome.ts';
import { ProxyRefusal, proxyRefused } from '../proxy-refusal.ts';
import type { Target } from '../target.ts';
import { hintForCode } from './code-hints.ts';

/** What became of one unary call. */
export type GrpcResult =
  | { readonly kind: 'ok'; readonly body: Uint8Array }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'invalid-header' }
  /** Over OTLP's limit for answers, or no gRPC message at all: the first bytes of a page for people are a huge length. */
  | { readonly kind: 'answer-too-large' }
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly details: string;
      /** `grpc-status-details-bin`: a `google.rpc.Status`. */
      readonly statusDetails?: Uint8Array;
    };

/** OTLP/gRPC's retryable codes; RESOURCE_EXHAUSTED joins them when the receiver says when to come back. */
const RETRYABLE = new Set<number>([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.OUT_OF_RANGE,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** What a call means. The status code decides; where none came from the receiver, the text of the network's error. */
export function classifyCall(result: GrpcResult, signal: Signal, size: number, target: Target): ExportOutcome {
  if (result.kind === 'ok') return acknowledged(result.body, signal, size, target);
  if (result.kind === 'aborted') return aborted(target);
  if (result.kind === 'invalid-header') return invalidHeader(target);
  if (result.kind === 'answer-too-large') return notOtlp(target);
  const { code, details } = result;
  const network = ownDeadlineOf(result, target) ?? networkOutcomeOf(result, target);
  if (network !== undefined) return network;
  const retryDelayMillis = retryDelayOf(result.statusDetails);
  const wait = retryDelayMillis === undefined ? {} : { retryAfterMillis: retryDelayMillis };
  const fault = statusFault(code, target.clean(details), target);
  if (RETRYABLE.has(code)) return { kind: 'retry', fault, ...wait };
  if (code === status.INVALID_ARGUMENT) return { kind: 'refused', fault };
  if (details === GATEWAY_TOO_LARGE) return { kind: 'refused', fault: gatewayTooLarge(target) };
  if (code === status.RESOURCE_EXHAUSTED) {
    if (retryDelayMillis !== undefined) return { kind: 'retry', fault, ...wait };
    // gRPC servers say it this way when a message is over their limit, 4 MiB by default.
    if (/message.*(larger|too large|size)|(larger|exceeds).*max/i.test(details)) return { kind: 'refused', fault };
  }
  return { kind: 'destination', fault };
}

/** The library's words for what nginx and the like answer to a body over their limit, with UNKNOWN. */
const GATEWAY_TOO_LARGE = 'Received HTTP status code 413';

function gatewayTooLarge(target: Target): DeliveryFault {
  return { code: 'http_413', message: `${target.shownUrl} answered 413.`, hint: hintForStatus(413, target) };
}

function acknowledged(body: Uint8Array, signal: Signal, size: number, target: Target): ExportOutcome {
  const response = decodeResponse(signal, 'protobuf', body);
  if (!response.ok || response.value === null) return { kind: 'delivered' };
  const { rejected, message } = response.value;
  return partialOutcome({ rejected, message: target.clean(message) }, size);
}

/** The deadline that passed on this side: without a connection, or without an answer. A server words its own otherwise. */
function ownDeadlineOf(
  { code, details }: Extract<GrpcResult, { kind: 'status' }>,
  target: Target,
): ExportOutcome | undefined {
  if (code !== status.DEADLINE_EXCEEDED || !details.startsWith('Deadline exceeded after')) return undefined;
  const unconnected = details.includes('Waiting for LB pick') ? networkFaultOf('ETIMEDOUT') : undefined;
  if (unconnected !== undefined) return networkOutcome(unconnected, target.shownUrl, '');
  const message = `${target.shownUrl}: no answer within the time.`;
  return { kind: 'retry', fault: { code: `grpc_${code}`, message, hint: hintForCode(code, target) } };
}

/** The library reports connection faults as UNAVAILABLE, and a connection that broke in a call as INTERNAL. */
function networkOutcomeOf(
  { code, details }: Extract<GrpcResult, { kind: 'status' }>,
  target: Target,
): ExportOutcome | undefined {
  if (code !== status.UNAVAILABLE && code !== status.INTERNAL) return undefined;
  const [, refusal] = REFUSAL.exec(details) ?? [];
  if (refusal !== undefined) return proxyRefused(new ProxyRefusal(Number(refusal)), target);
  const fault = networkFaultOf(OWN_TEXT.test(details) ? errorCodeInText(details) : systemCodeInText(details));
  return fault === undefined ? undefined : networkOutcome(fault, target.shownUrl, target.clean(details));
}

/** The library's own words; a gateway that says UNAVAILABLE may speak of its own upstream's names and certificates. */
const OWN_TEXT = /^(No connection established|Name resolution failed)/;

/** A `ProxyRefusal`, of which the library keeps the text. */
const REFUSAL = /^No connection established\..*The proxy answered CONNECT with (\d+)\./;

function retryDelayOf(statusDetails: Uint8Array | undefined): number | undefined {
  if (statusDetails === undefined) return undefined;
  const decoded = decodeStatus(statusDetails, 'protobuf');
  return decoded.ok ? decoded.value.retryDelayMillis : undefined;
}

function statusFault(code: number, details: string, target: Target): DeliveryFault {
  const name = status[code] ?? 'an unknown status';
  const message = `${target.shownUrl} answered ${name} (${code})${details === '' ? '.' : `: ${details}`}`;
  return { code: `grpc_${code}`, message, hint: hintForCode(code, target) };
}

function aborted(target: Target): ExportOutcome {
  const message = `${target.shownUrl}: given up before an answer.`;
  return { kind: 'retry', fault: { code: 'aborted', message, hint: 'Delivered by the next run.' } };
}

/** Whether anything was stored, nobody knows: the status that tells was not read. */
function notOtlp(target: Target): ExportOutcome {
  const fault = {
    code: 'not_otlp',
    message: `${target.shownUrl} answered with something that is not an OTLP message.`,
    hint: 'Something else answers there: check host, port and scheme, and whether a gateway is in between.',
  };
  return { kind: 'destination', fault };
}

function invalidHeader(target: Target): ExportOutcome {
  const fault = {
    code: 'header_invalid',
    message: `${target.shownUrl}: a header cannot be sent as gRPC metadata.`,
    hint: `Check ${target.headerNames.join(', ')} for line breaks, control characters and other than ASCII text.`,
  };
  return { kind: 'destination', fault };
}
