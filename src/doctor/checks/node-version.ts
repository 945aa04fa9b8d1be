import { bad, type Check, ok, warning } from "../check.ts";
import type { Situation } from "../situation.ts";

const OLDEST = [20, 19] as const;

/** Whether this Node can run the bot. */
export function nodeVersionCheck({ machine }: Pick<Situation, "machine">): Check {
  return {
    name: "Node.js",
    async examine() {
      const version = `version ${machine.node} on ${machine.platform} ${machine.arch}.`;
      const [major = 0, minor = 0] = machine.node.split(".").map(Number);
      const tooOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
      if (tooOld) return bad(version, `Install Node ${OLDEST.join(".")} or newer from https://nodejs.org.`);
      if (major % 2 === 1)
        return warning(version, "Odd versions are not tried; take an even one such as 22 or 24.");
      return ok(version);
    },
  };
}
