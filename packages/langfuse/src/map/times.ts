import type { Int64String, WireSpan } from '@codex-langfuse/otlp';
import { aiSdkAttributes, stateAttributes } from '../vocabulary/reading.ts';
import { firstText, firstValue, type Attributes } from './attributes.ts';
import { parseJson } from './json.ts';
import type { Observation } from './observation.ts';

export type Times = Pick<
  Observation,
  'startTime' | 'endTime' | 'completionStartTime' | 'startTimeUnixNano' | 'endTimeUnixNano'
>;

/** Nanoseconds are cut to milliseconds. A missing start or end borrows the other; both missing take `receivedAt`. */
export function times(span: WireSpan, attributes: Attributes, receivedAtUnixNano: Int64String): Times {
  const start = given(span.startTimeUnixNano) ?? given(span.endTimeUnixNano) ?? receivedAtUnixNano;
  const end = given(span.endTimeUnixNano) ?? start;
  return {
    startTime: isoMilliseconds(start),
    endTime: isoMilliseconds(end),
    completionStartTime: completionStartTime(attributes, start),
    startTimeUnixNano: start,
    endTimeUnixNano: end,
  };
}

function completionStartTime(attributes: Attributes, startUnixNano: Int64String): string | null {
  const stated = firstText(attributes, [stateAttributes.completionStart]);
  if (stated !== null) {
    // The Langfuse SDKs write the time as JSON, that is with quotes around it.
    const date = new Date(String(stated.startsWith('"') ? parseJson(stated) : stated));
    if (!Number.isNaN(date.getTime())) return date.toISOString();
  }
  const milliseconds = Number(firstValue(attributes, aiSdkAttributes.millisecondsToFirstChunk));
  if (!Number.isFinite(milliseconds)) return null;
  return isoMilliseconds(String(BigInt(startUnixNano) + BigInt(Math.round(milliseconds * 1e6))));
}

function given(unixNano: Int64String): Int64String | undefined {
  return /^\d+$/.test(unixNano) && !/^0+$/.test(unixNano) ? unixNano : undefined;
}

/** Times beyond what a Date holds are cut to its last day. */
function isoMilliseconds(unixNano: Int64String): string {
  const latest = 8_640_000_000_000_000n;
  const milliseconds = BigInt(unixNano) / 1_000_000n;
  const bounded = milliseconds > latest ? latest : milliseconds < -latest ? -latest : milliseconds;
  return new Date(Number(bounded)).toISOString();
}
