import { createParser, type EventSourceMessage } from 'eventsource-parser';

import type { SilenceLimit } from './silence-limit.ts';

/** One event larger than this is not a response but an attack or a fault. */
const LARGEST_EVENT_CHARACTERS = 64 * 1024 * 1024;

/** The server-sent events of a body, as they come. Throws when the connection breaks or the silence limit aborts it. */
export async function* readServerEvents(
  body: ReadableStream<Uint8Array>,
  silence: SilenceLimit,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const pending: EventSourceMessage[] = [];
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: (event) => pending.push(event), maxBufferSize: LARGEST_EVENT_CHARACTERS });
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    silence.heard();
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* pending.splice(0);
  }
}
