import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { openEnumeration } from './enumeration.ts';
import { int64 } from './int64-scalars.ts';
import { base64, text } from './scalars.ts';
import { always, defineMessage, repeated } from './schema.ts';
import type { MessageSchema } from './schema.ts';
import type { DecodeResult, Encoding } from './wire.ts';

/** `google.rpc.Status`: the body of an OTLP/HTTP error and gRPC's `grpc-status-details-bin`. */
export interface RpcStatus {
  /** A gRPC code: 3 is INVALID_ARGUMENT, 8 RESOURCE_EXHAUSTED, 14 UNAVAILABLE. */
  readonly code: number;
  readonly message: string;
  /** From `google.rpc.RetryInfo` in the details; read from protobuf only, since HTTP has `Retry-After`. */
  readonly retryDelayMillis?: number;
}

/** Encodes code and message; `retryDelayMillis` is written in protobuf only. */
export function encodeStatus(status: RpcStatus, encoding: Encoding): Uint8Array {
  const { code, message, retryDelayMillis } = status;
  const isWritten = encoding === 'protobuf' && retryDelayMillis !== undefined;
  return encodeMessage(
    statusSchema,
    { code, message, details: isWritten ? [retryDetail(retryDelayMillis)] : [] },
    encoding,
  );
}

/** Reads an error body. Fails for what is no such message, for instance a proxy's HTML page. */
export function decodeStatus(body: Uint8Array, encoding: Encoding): DecodeResult<RpcStatus> {
  const decoded = decodeMessage(statusSchema, body, encoding);
  if (!decoded.ok) return decoded;
  const { code, message, details } = decoded.value;
  const detail = details.find(({ typeUrl }) => typeUrl.endsWith(RETRY_INFO));
  const retryDelayMillis = detail === undefined ? undefined : retryDelayOf(detail);
  return { ok: true, value: { code, message, ...(retryDelayMillis !== undefined && { retryDelayMillis }) } };
}

const RETRY_INFO = '/google.rpc.RetryInfo';

interface StatusMessage {
  readonly code: number;
  readonly message: string;
  readonly details: readonly Detail[];
}

/** `google.protobuf.Any` */
interface Detail {
  readonly typeUrl: string;
  readonly value: string;
}

/** `google.rpc.RetryInfo` with its `google.protobuf.Duration`. */
interface RetryInfo {
  readonly retryDelay: readonly { readonly seconds: string; readonly nanos: string }[];
}

const detailSchema = defineMessage<Detail>({ typeUrl: always(1, text), value: always(2, base64) });

const statusSchema: MessageSchema<StatusMessage> = defineMessage<StatusMessage>({
  code: always(1, openEnumeration([])),
  message: always(2, text),
  details: repeated(3, () => detailSchema),
});

const durationSchema = defineMessage<RetryInfo['retryDelay'][number]>({
  seconds: always(1, int64),
  nanos: always(2, int64),
});

const retryInfoSchema = defineMessage<RetryInfo>({ retryDelay: repeated(1, () => durationSchema) });

function retryDetail(millis: number): Detail {
  const duration = {
    seconds: String(Math.floor(millis / 1000)),
    nanos: String(Math.round((millis % 1000) * 1_000_000)),
  };
  const info = encodeMessage(retryInfoSchema, { retryDelay: [duration] }, 'protobuf');
  return { typeUrl: `type.googleapis.com${RETRY_INFO}`, value: Buffer.from(info).toString('base64') };
}

function retryDelayOf(detail: Detail): number | undefined {
  const decoded = decodeMessage(retryInfoSchema, Buffer.from(detail.value, 'base64'), 'protobuf');
  const duration = decoded.ok ? decoded.value.retryDelay[0] : undefined;
  if (duration === undefined) return undefined;
  return Math.max(0, Number(duration.seconds) * 1000 + Number(duration.nanos) / 1_000_000);
}
