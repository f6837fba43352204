/** A URL as it may be shown: what stands in its query may be a secret. Paths of files stay as they are. */
export function shownUrl(url: string): string {
  const query = url.indexOf('?');
  return query === -1 || !/^https?:/i.test(url) ? url : `${url.slice(0, query)}?…`;
}
