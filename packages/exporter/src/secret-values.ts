import type { DestinationConfig } from '@codex-langfuse/config';
import type { ExporterEnvironment } from './exporter.ts';
import { chooseProxy, proxyHeaders } from './proxy.ts';

/**
 * Everything that a request to `url` carries and nobody may be shown: values of headers, what stands in the query and
 * the user info of the URL, and the proxy's credentials.
 */
export function secretValues(
  { headers }: Pick<DestinationConfig, 'headers'>,
  url: URL,
  env: ExporterEnvironment['env'],
): readonly string[] {
  const choice = chooseProxy(url, env);
  return [
    ...Object.values(headers).map((secret) => secret.reveal()),
    ...queryValues(url),
    url.username,
    url.password,
    ...(choice.kind === 'proxy' ? Object.values(proxyHeaders(choice.proxy)) : []),
  ].filter((value) => value !== '');
}

/** As they are in the URL and as they are meant: servers quote either. */
function queryValues({ search, searchParams }: URL): readonly string[] {
  if (search === '') return [];
  const written = search
    .slice(1)
    .split('&')
    .map((part) => part.slice(part.indexOf('=') + 1));
  return [...written, ...searchParams.values()];
}
