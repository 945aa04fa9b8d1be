import { mkdtemp, rmdir, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileSize } from "../../core/file-size.ts";
import { describeTrouble } from "../../core/database/trouble.ts";
import { formatBytes } from "../../models/format-bytes.ts";
import { bad, type Check, ok, warning } from "../check.ts";
import { modelPlace } from "../model-at-hand.ts";
import type { Situation } from "../situation.ts";

/** The parked states may take 1 GiB; the conversations take little. */
const ROOM_FOR_DATA = 1.2e9;
const LEAST_FOR_DATA = 0.1e9;

/** Whether the conversations can be kept. */
export function dataDirCheck({ config }: Pick<Situation, "config">): Check {
  return {
    name: "DATA_DIR",
    examine: async () =>
      examineFolder({
        setting: "DATA_DIR",
        dir: config.dataDir,
        wants: ROOM_FOR_DATA,
        least: LEAST_FOR_DATA,
      }),
  };
}

/** Whether the model can be fetched, if it is not here. */
export function modelsDirCheck({ config }: Pick<Situation, "config">): Check {
  return {
    name: "MODELS_DIR",
    async examine() {
      if (config.model.kind === "local") return ok("nothing has to be fetched: MODEL names a file.");
      const place = await modelPlace(config);
      const missing = place === null || (await fileSize(place.path)) === null;
      const least = missing ? (place?.known?.bytes ?? 0) : 0;
      if (!missing) return ok(`${resolve(config.modelsDir)}: the model is there.`);
      return examineFolder({ setting: "MODELS_DIR", dir: config.modelsDir, wants: least, least });
    },
  };
}

async function examineFolder(asked: { setting: string; dir: string; wants: number; least: number }) {
  const { setting, wants, least } = asked;
  const dir = resolve(asked.dir);
  const there = await nearestFolder(dir);
  try {
    const trial = await mkdtemp(join(there, ".lantern-doctor-"));
    await rmdir(trial);
  } catch (error) {
    return bad(
      `${dir} cannot be used because ${describeTrouble(error)}.`,
      `Let the user that the bot runs as write there, or set ${setting} to another folder.`,
    );
  }
  const { bavail, bsize } = await statfs(there);
  const free = bavail * bsize;
  const says = `${dir} ${there === dir ? "can be written" : "can be made"}; ${formatBytes(free)} are free.`;
  const todo = `Make room, at least ${formatBytes(wants)}, or set ${setting} to a folder on another disk.`;
  if (free < least) return bad(says, todo);
  return free < wants ? warning(says, todo) : ok(says);
}

/** `dir` itself, or the folder that it would be made in. Throws the file system's errors. */
async function nearestFolder(dir: string): Promise<string> {
  return (await fileSize(dir)) !== null || dirname(dir) === dir ? dir : nearestFolder(dirname(dir));
}
