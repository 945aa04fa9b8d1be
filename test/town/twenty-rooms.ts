import { discordPeople, discordRoom, type Room, telegramRoom } from "./rooms.ts";
import type { Town } from "./town.ts";

/**
 * Ten rooms on each platform: on Discord three direct chats, five channels and two threads; on Telegram five private chats, a
 * group, a supergroup, and three topics in two forums.
 */
export function openTwentyRooms({ discord, telegram }: Town): readonly Room[] {
  const { world, people } = discord;
  const reader = discordPeople(discord);
  const channels = Array.from({ length: 5 }, (_, index) => world.addChannel(world.guild, `channel-${index}`));
  const threads = channels.slice(0, 2).map((parent) => people.startThread(parent, "a thread"));
  const direct = [0, 1, 2].map((person) => world.directWith(reader(person)));

  const persons = Array.from({ length: 8 }, (_, index) => telegram.person(`Reader ${index}`));
  const personOf = (person: number) => persons[person % persons.length] ?? telegram.person("Nobody");
  const privately = Array.from({ length: 5 }, (_, index) =>
    telegramRoom(telegram, telegram.privateChat(personOf(index)), () => personOf(index)),
  );
  const groups = (["group", "supergroup", "forum", "forum"] as const).map((kind, index) => {
    const group = telegram.group(`Club ${index}`, kind);
    for (const person of persons) group.makesAdmin(person);
    return { kind, group };
  });
  const inGroups = groups.flatMap(({ kind, group }, index) => {
    if (kind !== "forum") return [telegramRoom(telegram, group, personOf)];
    const topics = index === 2 ? ["Lamps", "Oil"] : ["Wicks"];
    return topics.map((name) => telegramRoom(telegram, group, personOf, group.opensTopic(personOf(0), name)));
  });
  return [
    ...[...direct, ...channels, ...threads].map((channel) => discordRoom(discord, channel, reader)),
    ...privately,
    ...inGroups,
  ];
}
