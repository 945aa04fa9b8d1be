import type { Api } from "grammy";
import type { Message, Update } from "grammy/types";
import type { CommandAnswer, CommandCall, Conversation, Reply } from "../../core/chat.ts";
import type { ReplySurface } from "../../core/reply-surface.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { toInbound } from "./inbound.ts";
import type { Migrations } from "./migrations.ts";
import { placeOf, type Place } from "./place.ts";
import { createPresses } from "./presses.ts";
import { createRights } from "./rights.ts";
import { accountOf, type Me } from "./sender.ts";

interface IntakeOptions {
  readonly me: Me;
  readonly api: Api;
  readonly core: Conversation;
  readonly migrations: Migrations;
  readonly surfaceAt: (place: Place) => ReplySurface;
  readonly openReply: (surface: ReplySurface) => Reply;
  /** Shows what a command says. It does not reject. */
  readonly tell: (surface: ReplySurface, answer: CommandAnswer) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes care of work that nothing waits for. It does not reject. */
  readonly inBackground: (work: Promise<void>) => void;
  /** Ends all calls. */
  readonly closed: AbortSignal;
}

/** Hands updates to the core. */
export interface Intake {
  /**
   * Resolves once the core has taken the update over, and never rejects: an update that nothing can be made of is logged and
   * counts as handled, or it would come again for ever. Presses of buttons are carried out beside what comes after them.
   */
  take(update: Update): Promise<void>;
  /** Resolves when no press is being handed over any more. Never rejects. */
  settled(): Promise<void>;
}

export function createIntake(options: IntakeOptions): Intake {
  const { me, api, core, migrations, surfaceAt, openReply, tell, clock, log, inBackground, closed } = options;
  const rights = createRights({ api, clock, log });
  const press = createPresses({ api, core, rights, log, closed });
  const pressing = new Set<Promise<void>>();

  async function managesChannel({ person }: Pick<CommandCall, "person">, message: Message): Promise<boolean> {
    const account = accountOf(message);
    if (person.managesChannel || account === undefined) return person.managesChannel;
    return rights.isAdmin(message.chat.id, account, closed);
  }

  /** Telegram gives the bot all messages of groups that it administers, whatever its privacy mode. */
  async function hearsIn({ id, type }: Message["chat"]): Promise<CommandCall["hears"]> {
    const everywhere = type === "private" || me.can_read_all_group_messages === true;
    return everywhere || (await rights.isAdmin(id, me.id, closed)) ? "everything" : "commands";
  }

  async function takeNew(message: Message): Promise<void> {
    const { chat, migrate_to_chat_id: successor, migrate_from_chat_id: predecessor } = message;
    if (successor !== undefined) return migrations.happened(chat.id, successor);
    if (predecessor !== undefined) return migrations.happened(predecessor, chat.id);
    const inbound = toInbound(message, me);
    if (inbound === null) return;
    const surface = surfaceAt(placeOf(message));
    const reply = openReply(surface);
    if (inbound.kind === "message") {
      await core.receive(inbound.message, reply);
      return;
    }
    const { call } = inbound;
    const [manages, hears] = await Promise.all([managesChannel(call, message), hearsIn(chat)]);
    const person = { ...call.person, managesChannel: manages };
    const answer = await core.command({ ...call, person, hears }, reply);
    if (answer !== null) inBackground(tell(surface, answer));
  }

  function takeEdited(message: Message) {
    const inbound = toInbound(message, me);
    if (inbound?.kind !== "message" || inbound.message.facts.authorIsBot) return;
    const { channel, id, text } = inbound.message;
    core.revise(channel, id, text);
  }

  return {
    async take({ update_id: update, message, edited_message: edited, callback_query: query }) {
      try {
        if (message !== undefined) await takeNew(message);
        if (edited !== undefined) takeEdited(edited);
        if (query !== undefined) {
          const tracked = press(query).finally(() => pressing.delete(tracked));
          pressing.add(tracked);
        }
      } catch (error) {
        log.error("An update from Telegram could not be handled and is left out", { update, error });
      }
    },
    async settled() {
      await Promise.all(pressing);
    },
  };
}
