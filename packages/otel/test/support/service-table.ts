import type { ServiceRule } from '../../src/redact/redaction-rule.ts';

/** Markdown: a row for each service whose credentials are recognised by themselves. */
export function serviceTable(rules: readonly ServiceRule[]): string {
  const services = [...Map.groupBy(rules, (rule) => rule.service)];
  services.sort(([left], [right]) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
  const rows = services.map(([service, own]) => {
    const forms = own
      .flatMap(({ form }) => form.split(', '))
      .map((form) => (form.includes(' ') ? form : `\`${form}\``));
    const names = [...new Set(own.map(({ name }) => `\`${name}\``))];
    return `| ${service} | ${forms.join(', ')} | ${names.join(', ')} |`;
  });
  return ['| service | recognised by | becomes |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Cells without their padding, so that a formatter may align the columns. */
export function cellsOf(markdown: string): readonly string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
