import type { AddressingFacts } from "../chat.ts";

/**
 * Whether a message is meant for the bot: everything in a direct chat; in a group what mentions it or replies to it; in
 * a thread also what follows once the bot has taken part there. Never what another bot says.
 */
export function isForBot(facts: AddressingFacts, takesPart: boolean): boolean {
  if (facts.authorIsBot) return false;
  switch (facts.kind) {
    case "direct":
      return true;
    case "group":
      return facts.mentionsBot || facts.repliesToBot;
    case "thread":
      return facts.mentionsBot || facts.repliesToBot || takesPart;
  }
}
