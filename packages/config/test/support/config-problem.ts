import { ConfigError } from '../../src/config-error.ts';
import { describeConfig } from '../../src/describe-config.ts';
import { loadConfig } from '../../src/load-config.ts';
import type { LoadConfigInput } from '../../src/codex-config.ts';
import type { DestinationConfig } from '../../src/otel-config.ts';

/** What is wrong with how a configuration is loaded; undefined when it is refused, or meets what is promised of it. */
export function configProblem(input: LoadConfigInput): string | undefined {
  let loaded;
  try {
    loaded = loadConfig(input);
  } catch (error) {
    return ConfigError.isInstance(error) ? undefined : `threw ${String(error)}`;
  }
  JSON.stringify(describeConfig(loaded));
  const { config } = loaded;
  const problems = config.otel.destinations.flatMap(destinationProblems);
  if (config.otel.exitWaitMillis < 0 || config.otel.intervalMillis < 10) problems.push('a time below its limit');
  if (!/^https?:\/\//.test(config.modelProvider.baseUrl)) problems.push('a provider that is no URL');
  for (const { transport } of Object.values(config.mcpServers ?? {})) {
    if (transport.kind === 'stdio' ? transport.command === '' : URL.parse(transport.url) === null) {
      problems.push('an MCP server that cannot be reached');
    }
  }
  if (input.strict === true && loaded.warnings.some(({ code }) => code === 'unknown_key' || code === 'otel_disabled')) {
    problems.push('a warning that should be an error');
  }
  return problems.length === 0 ? undefined : problems.join(', ');
}

function destinationProblems(destination: DestinationConfig): string[] {
  const { kind, headers, signals } = destination;
  const urls = Object.values(signals).flatMap(({ url, protocol }) =>
    /^http|grpc/.test(protocol) ? [URL.parse(url)] : [],
  );
  const problems: string[] = [];
  if (Object.keys(signals).length === 0) problems.push('a destination without signals');
  if (kind === 'langfuse' && Object.keys(signals).join() !== 'traces') problems.push('a Langfuse with other signals');
  if (urls.some((url) => url === null || !/^https?:$/.test(url.protocol) || url.username + url.password !== '')) {
    problems.push('an endpoint that is no usable URL');
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name) || /[\r\n\0]/.test(value.reveal())) problems.push('a bad header');
  }
  const limits = [destination.timeoutMillis, destination.batchMaxItems, destination.batchMaxBytes];
  if (limits.some((limit) => !Number.isSafeInteger(limit) || limit < 1)) problems.push('a limit below one');
  if (destination.capture.maxBytes < 0) problems.push('a capture below zero');
  return problems;
}
