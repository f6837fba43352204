/** One style sheet for all pages; follows the reader's light or dark preference. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1d2129, #e6e8ec);
  --muted: light-dark(#5b6472, #9aa3b2);
  --line: light-dark(#dfe3e9, #333a46);
  --panel: light-dark(#f6f7f9, #1b1f27);
  --back: light-dark(#ffffff, #13161c);
  --error: light-dark(#b3261e, #ff8a80);
  --warning: light-dark(#8a5a00, #ffca66);
  --agent: light-dark(#5b3fd1, #b3a2ff);
  --generation: light-dark(#9a3b8f, #f0a3e6);
  --tool: light-dark(#1f6f43, #7fdca6);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header { padding: 0.75rem 1.5rem; border-bottom: 1px solid var(--line); font-weight: 600; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
a { color: inherit; }
h1 { font-size: 1.4rem; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
dl.facts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin: 0.5rem 0 1.5rem; }
dl.facts div { display: flex; gap: 0.4rem; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
ol.tree, ol.tree ol { list-style: none; margin: 0; padding: 0; }
ol.tree ol { margin-left: 1.1rem; border-left: 1px solid var(--line); padding-left: 0.6rem; }
ol.tree summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 0.7rem; padding: 0.3rem 0.4rem; cursor: pointer; border-radius: 6px; }
ol.tree summary::before { content: '▸'; color: var(--muted); width: 0.8em; }
ol.tree details[open] > summary::before { content: '▾'; }
ol.tree summary:hover { background: var(--panel); }
summary .name { font-weight: 600; overflow-wrap: anywhere; }
.type { font: 600 0.7rem/1.6 ui-monospace, monospace; letter-spacing: 0.04em; color: var(--muted); }
.type-AGENT { color: var(--agent); }
.type-GENERATION { color: var(--generation); }
.type-TOOL { color: var(--tool); }
.figure { color: var(--muted); font-variant-numeric: tabular-nums; white-space: nowrap; }
.level-ERROR { color: var(--error); font-weight: 600; }
.level-WARNING { color: var(--warning); font-weight: 600; }
.content { margin: 0.2rem 0 0.8rem 1.1rem; padding: 0.6rem 0.9rem; background: var(--panel); border-radius: 6px; }
.content details { margin-top: 0.5rem; color: var(--muted); font-size: 0.8rem; }
.content h3 { margin: 0.5rem 0 0.2rem; font-size: 0.8rem; color: var(--muted); }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 0.85rem/1.45 ui-monospace, monospace; max-height: 32rem; overflow-y: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--muted); font-weight: 500; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
`;
