import type { Client } from "discord.js";
import type { Names } from "./readable-text.ts";

/** The names in a text of the server `guildId`, or of a direct chat; `user` knows those who are mentioned in it. */
export function namesIn(client: Client, guildId: string | null, user: Names["user"]): Names {
  return {
    user,
    role: (id) =>
      guildId === null ? undefined : client.guilds.cache.get(guildId)?.roles.cache.get(id)?.name,
    channel(id) {
      const channel = client.channels.cache.get(id);
      return channel && "name" in channel ? (channel.name ?? undefined) : undefined;
    },
  };
}
