/** A Markdown table; numbers stand right. `columns`: [title, cell of row] pairs. */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const cells = rows.map((row) => columns.map(([, cell]) => String(cell(row))));
  const isNumber = columns.map((_column, index) =>
    cells.every((row) => /^[+−<]?[\d ,.]*\d( [%µmkMG]?\w*)?$|^[–]?$/.test(row[index])),
  );
  return [
    line(columns.map(([title]) => title)),
    line(isNumber.map((numeric) => (numeric ? '---:' : '---'))),
    ...cells.map(line),
  ].join('\n');
}

export const millis = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
export const micros = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
export const signed = (value) => `${value < 0 ? '−' : '+'}${millis(Math.abs(value))}`;
export const grouped = (value) => String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
export const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
