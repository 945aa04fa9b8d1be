import { z } from "zod";
import type { Changes } from "./changes.ts";
import type { Route } from "./route.ts";
import type { FakeCommand, World } from "./world.ts";

const COMMANDS = /^\/applications\/(?<application>\d+)\/commands$/;
const MAX_COMMANDS = 100;
const DESCRIPTION = z.string().min(1).max(100);

const LOCALIZED = z.partialRecord(z.enum(["zh-CN", "zh-TW", "en-US", "en-GB"]), DESCRIPTION).nullish();
const NAME = z.string().regex(/^[-_\p{Ll}\p{N}]{1,32}$/u);

/** Something to be written behind a command. Only texts are known here. */
const optionSchema = z.strictObject({
  type: z.literal(3),
  name: NAME,
  description: DESCRIPTION,
  description_localizations: LOCALIZED,
  required: z.boolean().default(false),
  choices: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        name_localizations: LOCALIZED,
        value: z.string().min(1).max(100),
      }),
    )
    .max(25)
    .optional(),
  max_length: z.int().min(1).max(6000).optional(),
});

/** An option as Discord tells of it. */
export type FakeOption = z.infer<typeof optionSchema>;

/** A command as a bot registers it, of the kinds that begin with a slash. */
const commandSchema = z.object({
  type: z.literal(1).default(1),
  name: NAME,
  name_localizations: z.record(z.string(), z.string()).nullish(),
  description: DESCRIPTION,
  description_localizations: LOCALIZED,
  options: z.array(optionSchema).max(25).default([]),
  default_member_permissions: z.string().nullish(),
  contexts: z.array(z.int().min(0).max(2)).nullish(),
  integration_types: z.array(z.int().min(0).max(1)).default([0]),
  nsfw: z.boolean().default(false),
});

/** The bot's menu of commands. */
export function createApplicationRoutes(
  world: World,
  { changes }: { readonly changes: Changes },
): readonly Route[] {
  return [
    {
      method: "GET",
      path: COMMANDS,
      answer: (_params, _body, query) => {
        const localized = query.get("with_localizations") === "true";
        const body = world.registered.commands.map(
          ({ name_localizations, description_localizations, ...command }) =>
            localized ? { ...command, name_localizations, description_localizations } : command,
        );
        return { status: 200, body };
      },
    },
    {
      method: "PUT",
      path: COMMANDS,
      answer: (_params, body) => {
        const wanted = z.array(commandSchema).max(MAX_COMMANDS).parse(body);
        const commands = wanted.map((command) => kept(command, world));
        world.registered = { commands, times: world.registered.times + 1 };
        changes.notify();
        return { status: 200, body: commands };
      },
    },
  ];
}

/** A command as Discord keeps it and tells of it, with everything that was left out. */
function kept(command: z.infer<typeof commandSchema>, { bot, nextId }: World): FakeCommand {
  return {
    id: nextId(),
    application_id: bot.id,
    version: nextId(),
    type: command.type,
    name: command.name,
    name_localizations: command.name_localizations ?? null,
    description: command.description,
    description_localizations: command.description_localizations ?? null,
    default_member_permissions: command.default_member_permissions ?? null,
    dm_permission: command.contexts?.includes(1) ?? true,
    contexts: command.contexts ?? null,
    integration_types: command.integration_types,
    nsfw: command.nsfw,
    // Discord leaves it out where there are none.
    ...(command.options.length === 0 ? {} : { options: command.options }),
  };
}
