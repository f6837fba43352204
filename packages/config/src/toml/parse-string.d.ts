/** The parser alone: the main entry of the package also loads its writer and its streams. */
declare module '@iarna/toml/parse-string.js' {
  /** Throws an error with `pos`, the number of characters read. */
  export default function parseString(text: string): object;
}
