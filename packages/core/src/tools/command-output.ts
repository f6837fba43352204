/** The text of a command's result as the model reads it. */
export function formatCommandOutput(input: {
  readonly exitCode: number;
  readonly durationMillis: number;
  readonly output: string;
}): string {
  const seconds = (input.durationMillis / 1000).toFixed(1);
  return `Exit code: ${input.exitCode}\nWall time: ${seconds} seconds\nOutput:\n${input.output}`;
}

/** What the command wrote, out of a text made by `formatCommandOutput`; any other text as it is. */
export function commandOutputBody(text: string): string {
  return text.replace(/^Exit code: -?\d+\nWall time: [\d.]+ seconds\nOutput:\n/, '');
}
