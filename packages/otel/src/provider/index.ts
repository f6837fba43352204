export { createOtelProvider } from './create-otel-provider.ts';
export type {
  ExportFailure,
  FlushOutcome,
  GlobalSlot,
  OtelProvider,
  OtelProviderInput,
  RegisterOutcome,
} from './otel-provider.ts';
