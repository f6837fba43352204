import type { OtelConfig } from '@codex-langfuse/config';
import type { OtelProviderInput } from './otel-provider.ts';

/**
 * The whole resource: identity, environment and what the configuration adds. Nothing is detected: the SDK's detectors
 * would send the command line (with the secrets in it), the host's name and its owner's. What the configuration sets
 * wins over what we know, except the version, as in the events of `OtelManager`.
 */
export function providerResource(config: OtelConfig, input: OtelProviderInput): Record<string, string> {
  return {
    'service.name': input.serviceName,
    ...(input.serviceInstanceId !== undefined && { 'service.instance.id': input.serviceInstanceId }),
    'deployment.environment': config.environment,
    'deployment.environment.name': config.environment,
    ...config.resourceAttributes,
    'service.version': input.serviceVersion,
  };
}
