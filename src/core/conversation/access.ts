import type { Person, PersonId } from "../chat.ts";

/** Who may do what, as the person who runs the bot has set it. */
export interface AccessRules {
  /** Origins that may talk to it, such as `discord:guild:1`; empty: everyone. The web page is not subject to it. */
  readonly allow: readonly string[];
  /** Who may manage every channel, besides those whom the platform lets manage it. */
  readonly admins: readonly PersonId[];
}

/** Whether something from `origins` may be answered. With a list, only what it names. */
export function mayTalk(rules: AccessRules, origins: readonly string[]): boolean {
  if (rules.allow.length === 0) return true;
  const fromWebPage = origins.length === 0;
  return fromWebPage || origins.some((origin) => rules.allow.includes(origin));
}

/** Somebody who wants something, and whether nobody else can be in the room. */
interface Actor {
  readonly person: Person;
  readonly direct: boolean;
}

/** Whether a person may do in a channel what concerns everybody in it, such as forgetting its history. */
export function mayManage(rules: AccessRules, { person, direct }: Actor): boolean {
  return direct || person.managesChannel || rules.admins.includes(person.id);
}

/** Whether a person may stop or repeat what `asker` asked for. */
export function mayActOn(rules: AccessRules, asker: PersonId, actor: Actor): boolean {
  return asker === actor.person.id || mayManage(rules, actor);
}
