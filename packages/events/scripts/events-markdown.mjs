import { COMMON_METADATA, EVENTS } from '../dist/index.js';

/** docs/events.md: every event and attribute of the registry, for readers. */
export function eventsMarkdown() {
  const names = Object.keys(EVENTS).toSorted();
  return `${[
    '<!-- Generated from packages/events/src/registry by `pnpm run generate` in packages/events. Do not edit. -->',
    '# Events',
    introduction,
    list(names),
    '## On every event',
    'Metadata of the process and the conversation. It is stored once for all events that share it.',
    table(COMMON_METADATA),
    ...names.flatMap((name) => section(name, EVENTS[name])),
  ].join('\n\n')}\n`;
}

const introduction = `The agent records events; spans, log records and metric points are derived from them. A log record carries the event's
name with the prefix \`codex.\`.

- **Presence**: \`required\` attributes are always there. The others are there when the table says, and are absent
  otherwise, never empty.
- **Privacy**: \`metadata\` always leaves; \`content\` only as \`capture\` allows it for the destination; \`secret\` never.
- **Units** are those of OpenTelemetry (UCUM): \`By\` bytes, \`{char}\` Unicode code points, \`{token}\` tokens, \`ms\`, \`USD\`.
- **Source**: \`codex\` where the real Codex has an event or attribute of this name, \`ours\` where we added it.
- **Types**: an \`integer\` is at most 2^53 − 1 in size, a \`number\` is finite. The real Codex sends many numbers as
  text; readers in \`@codex-langfuse/events/readers\` take both.

The same as JSON Schema (draft 2020-12), one file per event: \`packages/events/schemas/\`.`;

function list(names) {
  return names.map((name) => `- [\`${name}\`](#${anchor(name)}): ${EVENTS[name].description}`).join('\n');
}

function section(name, { description, source, attributes, items }) {
  return [
    `## ${name}`,
    `${description} Source: \`${source}\`.`,
    table(attributes),
    ...(items === undefined ? [] : [itemTable(items)]),
  ];
}

function table(attributes) {
  const rows = Object.entries(attributes).map(
    ([name, { type, unit, presence, when, values, privacy, source, description }]) => [
      `\`${name}\``,
      unit === undefined ? type : `${type}, ${unit}`,
      when === undefined ? presence : `when ${when}`,
      privacy,
      source,
      values === undefined ? description : `${description} ${values.map((value) => `\`${value}\``).join(', ')}`,
    ],
  );
  return markdownTable(['attribute', 'type, unit', 'presence', 'privacy', 'source', 'description and values'], rows);
}

function itemTable(items) {
  const rows = Object.entries(items).map(([name, { presence, description }]) => [
    `\`${name}\``,
    presence,
    'content',
    description,
  ]);
  return `Items: stored once each, by hash, and referred to.\n\n${markdownTable(['list', 'presence', 'privacy', 'description'], rows)}`;
}

function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function anchor(name) {
  return name.replaceAll(/[^\w-]/g, '');
}
