import { ConfigError } from "../src/core/errors.ts";

/** What `parse` reads from a command line; null when that asks for help. Throws {@link ConfigError} with a sentence. */
export function readOptions<Values extends { readonly help: boolean }>(parse: () => Values): Values | null {
  try {
    const values = parse();
    return values.help ? null : values;
  } catch (error) {
    // Nothing but what stands on the command line can be wrong here.
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigError([`${error.message.split(". ", 1).join("")}; --help lists what there is.`]);
  }
}

/** A number that an option is given as. Throws {@link ConfigError} with a sentence. */
export function readNumber(name: string, text: string, what: "a whole number" | "a number above 0"): number {
  const number = Number(text);
  const fits = what === "a whole number" ? Number.isInteger(number) && number >= 0 : number > 0;
  if (text.trim() === "" || !fits || number === Infinity) throw new ConfigError([`${name} must be ${what}.`]);
  return number;
}

/**
 * What the program's command line asks for, by `read`. Where that is help (null) prints `help` and ends the process; where it is
 * wrong, says so and ends it with exit code 1.
 */
export function commandLine<T>(read: (args: readonly string[]) => T | null, help: string): T {
  try {
    const command = read(process.argv.slice(2));
    if (command !== null) return command;
    process.stdout.write(`${help}\n`);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
