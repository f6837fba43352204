/** OTLP's limit for an answer, before and after decompression: "OTLP/HTTP Response" and "OTLP/gRPC" in the specification. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
