import { createHash, randomBytes } from "node:crypto";
import type { ChannelId } from "../../../chat.ts";

/** Stands for one channel under one identity, in file names and headers: a digest, 64 letters. */
export type Owner = string;

export function ownerOf(channel: ChannelId, identity: string): Owner {
  return createHash("sha256")
    .update(JSON.stringify([identity, channel]))
    .digest("hex");
}

export function headerName(owner: Owner): string {
  return `${owner}.json`;
}

/** What a header is called until it is whole. */
export function unfinishedHeaderName(owner: Owner): string {
  return `${owner}.json.tmp`;
}

/** A new name each time, so that a state is never written over one that a header names. */
export function newStateName(owner: Owner): string {
  return `${owner}.${randomBytes(8).toString("hex")}.state`;
}

export function isStateName(name: string, owner: Owner): boolean {
  return name.startsWith(`${owner}.`) && /^[0-9a-f]{64}\.[0-9a-f]{16}\.state$/.test(name);
}

/** The owner that a header's file name tells; null when it is no such name. */
export function ownerInHeaderName(name: string): Owner | null {
  return /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? null;
}

/** Whether a file is one that parking makes, finished or not; all others in the folder are left alone. */
export function isParkingName(name: string): boolean {
  return /^[0-9a-f]{64}\.(?:json|json\.tmp|[0-9a-f]{16}\.state)$/.test(name);
}
