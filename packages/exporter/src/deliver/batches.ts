import type { Item } from '../item.ts';

export interface BatchLimits {
  readonly maxItems: number;
  /** Of the estimated request before compression. A single item may be larger: it is sent alone. */
  readonly maxBytes: number;
}

/**
 * The limits after failures in a row: halved with each, down to one item. A request that is too long for a slow line
 * or for the receiver's patience would else fail for ever; and a dead receiver is probed with little. Every success
 * doubles them again.
 */
export function shrunkenLimits(full: BatchLimits, halvings: number): BatchLimits {
  return {
    maxItems: Math.max(1, Math.floor(full.maxItems / 2 ** halvings)),
    maxBytes: Math.max(1, Math.floor(full.maxBytes / 2 ** halvings)),
  };
}

/** The longest prefix within the limits, at least one item. */
export function firstBatch(items: readonly Item[], limits: BatchLimits): readonly Item[] {
  let bytes = 0;
  let count = 0;
  for (const item of items) {
    bytes += estimatedBytes(item);
    if (count > 0 && (count >= limits.maxItems || bytes > limits.maxBytes)) break;
    count += 1;
  }
  return count === items.length ? items : items.slice(0, count);
}

/** Ids, times and field headers of one span or record. */
const FIXED_BYTES = 120;
const BYTES_PER_ATTRIBUTE = 12;

/** Size in a request, without resource and scope, which a batch mostly carries once; good to a few per cent. */
function estimatedBytes(item: Item): number {
  switch (item.signal) {
    case 'traces':
      return FIXED_BYTES + textBytes(item.span.name) + attributeBytes(item.span.attributes);
    case 'logs':
      return FIXED_BYTES + textBytes(item.record.eventName) + attributeBytes(item.record.attributes);
    case 'metrics':
      return item.metrics.metrics
        .flatMap(({ points }) => points)
        .reduce((sum, point) => sum + FIXED_BYTES + attributeBytes(point.attributes), FIXED_BYTES);
  }
}

function attributeBytes(attributes: Readonly<Record<string, unknown>>): number {
  let bytes = 0;
  for (const name in attributes) bytes += BYTES_PER_ATTRIBUTE + name.length + valueBytes(attributes[name]);
  return bytes;
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (Array.isArray(value))
    return value.reduce((sum: number, entry) => sum + BYTES_PER_ATTRIBUTE + valueBytes(entry), 0);
  return 8;
}

/** Of short texts the length is near enough. */
function textBytes(text: string): number {
  return text.length < 64 ? text.length : Buffer.byteLength(text, 'utf8');
}
