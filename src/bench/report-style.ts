/** The look of the report's page, in light and dark; the colours are those of the chat page. */
export const STYLE = `
:root {
  --paper: #fbf9f6; --raised: #ffffff; --tint: #f3e9dc; --line: #e6dfd5; --ink: #29241f; --soft: #6f665c;
  --ours: #c8671d; --plain: #a9a29a;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1917; --raised: #252220; --tint: #382e24; --line: #3a352f; --ink: #ece6dd; --soft: #a79d91;
    --ours: #e8974a; --plain: #6d665f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 56rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
h1 { margin: 0; font-size: 1.9rem; letter-spacing: -0.01em; }
h2 { margin: 0 0 1rem; font-size: 1.2rem; }
header p { margin: 0.4rem 0 0; color: var(--soft); font-size: 0.9rem; }
header .what { color: var(--ink); font-size: 1.05rem; }
section {
  margin-top: 1.75rem; padding: 1.5rem; border: 1px solid var(--line); border-radius: 14px; background: var(--raised);
}
figure { margin: 0 0 1.5rem; }
figcaption { margin-top: 0.25rem; color: var(--soft); font-size: 0.85rem; }
svg { display: block; width: 100%; height: auto; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.words { fill: var(--ink); }
.tick { fill: var(--soft); font-size: 11px; }
.value { fill: var(--ink); font-variant-numeric: tabular-nums; }
.remark { fill: var(--ours); font-weight: 700; font-size: 15px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); }
.row { stroke: var(--line); }
.mark { fill: var(--tint); }
.ours rect { fill: var(--ours); }
.plain rect { fill: var(--plain); }
.ours circle, .plain circle { fill: var(--raised); fill-opacity: 0.85; stroke: var(--ink); stroke-width: 1; }
.ours .sample { fill: var(--ours); fill-opacity: 0.45; stroke: none; }
.ours .point { fill: var(--ours); fill-opacity: 1; stroke: none; }
.median { stroke: var(--ink); stroke-width: 2.5; stroke-linecap: round; }
.stem { stroke: var(--ours); stroke-opacity: 0.45; }
.key { display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.35em; border-radius: 2px; vertical-align: -0.05em; }
.key.ours { background: var(--ours); }
.key.plain { background: var(--plain); margin-left: 0.9em; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.5rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; white-space: nowrap; }
th:first-child { padding-left: 0; text-align: left; white-space: normal; }
thead th { color: var(--soft); font-size: 0.8rem; }
td:nth-child(2) { font-weight: 650; }
ul { display: flex; flex-wrap: wrap; gap: 0.4rem 1.5rem; margin: 1rem 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 0.9rem; }
b { color: var(--ink); }
.note { color: var(--soft); font-size: 0.9rem; }
`;
