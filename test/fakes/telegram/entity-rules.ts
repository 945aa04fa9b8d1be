import type { MessageEntity } from "grammy/types";

const MOST_ENTITIES = 100;

/**
 * What is wrong with entities of a bot's message; undefined when nothing is. Stricter than Telegram, which cuts, drops
 * or ignores some of what is refused here.
 */
export function entityFault(text: string, entities: readonly MessageEntity[]): string | undefined {
  if (entities.length > MOST_ENTITIES) return "too many entities";
  const around: MessageEntity[] = [];
  for (const [index, entity] of entities.entries()) {
    const before = entities[index - 1];
    if (before !== undefined && isOutOfOrder(before, entity)) return `${describe(entity)} out of order`;
    const fault = ownFault(text, entity);
    if (fault !== undefined) return `${describe(entity)} ${fault}`;
    while (around.length > 0 && endOf(around.at(-1)) <= entity.offset) around.pop();
    for (const other of around) {
      const relation = nestingFault(other, entity);
      if (relation !== undefined) return `${describe(entity)} ${relation} ${describe(other)}`;
    }
    around.push(entity);
  }
  return undefined;
}

function ownFault(text: string, entity: MessageEntity): string | undefined {
  const { offset, length } = entity;
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) return "has no place";
  if (offset < 0 || length <= 0 || offset + length > text.length) return "is not within the text";
  if ([offset, offset + length].some((index) => isInPair(text, index))) return "cuts a UTF-16 pair";
  const words = text.slice(offset, offset + length);
  if (words.trim() === "") return "is blank";
  if (entity.type !== "pre" && entity.type !== "code" && words !== words.trim()) return "has blank edges";
  if (entity.type === "text_link" && !/^(?:https?|tg):\/\/[^\s]+$/.test(entity.url)) return "leads nowhere";
  return undefined;
}

function nestingFault(outer: MessageEntity, inner: MessageEntity): string | undefined {
  if (endOf(outer) < endOf(inner)) return "overlaps";
  if ([outer, inner].some(({ type }) => type === "pre" || type === "code")) return "cannot be inside of";
  return outer.type === inner.type ? "repeats" : undefined;
}

function isOutOfOrder(a: MessageEntity, b: MessageEntity): boolean {
  return a.offset > b.offset || (a.offset === b.offset && a.length < b.length);
}

function isInPair(text: string, index: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(index - 1, 0), index + 1));
}

function endOf(entity: MessageEntity | undefined): number {
  return entity === undefined ? 0 : entity.offset + entity.length;
}

function describe({ type, offset, length }: MessageEntity): string {
  return `${type} ${offset}+${length}`;
}
