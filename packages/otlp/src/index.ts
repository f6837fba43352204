export type * from './wire.ts';
export type { DecodeLimits } from './decode-context.ts';
export { decodeLogsRequest, decodeMetricsRequest, decodeRequest, decodeTraceRequest } from './decode.ts';
