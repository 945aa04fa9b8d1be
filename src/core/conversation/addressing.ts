import type { AddressingFacts } from "../chat.ts";

/**
 * Whether a message is meant for the bot: everything in a direct chat; in a group what mentions it or replies to it, or
 * what it was told to wait for; in a thread also what follows once it has taken part there, unless that is for somebody else by
 * name. Never what another bot says.
 */
export function isForBot(facts: AddressingFacts, awaits: { takesPart: boolean; waitsFor: boolean }): boolean {
  if (facts.authorIsBot) return false;
  if (facts.kind === "direct" || facts.mentionsBot || facts.repliesToBot) return true;
  if (facts.mentionsOthers) return false;
  return awaits.waitsFor || (facts.kind === "thread" && awaits.takesPart);
}
