#!/usr/bin/env node
// `lantern` starts the bot in the working directory; `lantern setup`, `doctor`, `backup`, `restore`, `ask` and `tune` are its tools there.
const TOOLS = new Map([
  ["setup", "../dist/setup/main.js"],
  ["doctor", "../dist/doctor/main.js"],
  ["backup", "../dist/backup/main.js"],
  ["restore", "../dist/backup/main.js"],
  ["ask", "../dist/ask/main.js"],
  ["tune", "../dist/tune/main.js"],
]);

const [tool, ...rest] = process.argv.slice(2);
const program = tool === undefined ? "../dist/main.js" : TOOLS.get(tool);
if (program === undefined) {
  process.stderr.write(`lantern [${[...TOOLS.keys()].join("|")}]: without a word it starts the bot.\n`);
  process.exit(1);
}
// The one program that serves two of them is told which.
process.argv.splice(
  2,
  process.argv.length,
  ...(tool === "backup" || tool === "restore" ? [tool] : []),
  ...rest,
);
await import(program);
