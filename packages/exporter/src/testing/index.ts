export { createMemorySource } from './memory-source.ts';
export type { ItemLedger, MemorySource, TrackedItem } from './memory-source.ts';
export { startHttpReceiver } from './http-receiver.ts';
export type { AnswerRequest, HttpReceiver, ReceivedRequest } from './http-receiver.ts';
export { sampleDestination, sampleEnvironment } from './sample-destination.ts';
export { sampleLogItem, sampleMetricsItem, sampleSpanItem } from './sample-items.ts';
export { startGrpcReceiver } from './grpc-receiver.ts';
export type { CallAnswer, GrpcReceiver, ReceivedCall } from './grpc-receiver.ts';
