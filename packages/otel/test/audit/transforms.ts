/** How a value is written, by the name that stands before `|` in a case. */
export const TRANSFORMS: Readonly<Record<string, (value: string) => string>> = {
  b64: (value) => Buffer.from(value).toString('base64'),
  b64lines: (value) =>
    (
      Buffer.from(value)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n'),
  esc: (value) => value.replaceAll('\n', String.raw`\n`),
  esc2: (value) => value.replaceAll('\n', String.raw`\\n`),
  crlf: (value) => value.replaceAll('\n', '\r\n'),
  spaces: (value) => value.replaceAll('\n', ' '),
  indent4: (value) => value.replaceAll(/^/gm, '    '),
  plus: (value) => value.replaceAll('\n', '\n+'),
  numbers: (value) =>
    value
      .split('\n')
      .map((line, index) => `${String(index + 1).padStart(6)}\t${line}`)
      .join('\n'),
};
