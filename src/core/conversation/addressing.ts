import type { AddressingFacts } from "../chat.ts";

/**
 * Whether a message is meant for the bot: everything in a direct chat; in a group what mentions it or replies to it, or
 * what it was told to wait for; also what follows in a thread once it has taken part there, and everything where it is always
 * on, unless that is for somebody else by name. Never what another bot says.
 */
export function isForBot(
  facts: AddressingFacts,
  awaits: { alwaysOn: boolean; takesPart: boolean; waitsFor: boolean },
): boolean {
  if (facts.authorIsBot) return false;
  if (facts.kind === "direct" || facts.mentionsBot || facts.repliesToBot) return true;
  if (facts.mentionsOthers) return false;
  return awaits.alwaysOn || awaits.waitsFor || (facts.kind === "thread" && awaits.takesPart);
}
