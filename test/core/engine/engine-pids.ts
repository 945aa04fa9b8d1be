import { childPids } from "../../child-pids.ts";

/** The ids of the engine processes that this process has started and that are alive (Linux). */
export const enginePids = (): number[] => childPids("engine/process/main");
