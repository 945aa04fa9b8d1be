import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Config } from "../config.ts";
import { CATALOGUE, type KnownContent } from "../models/catalogue.ts";
import { readGgufHeader } from "./gguf-header.ts";
import type { ModelSize } from "./memory-need.ts";

/** Where the model's file is or will be, and what it must be where that is known. */
export interface ModelPlace {
  /** Absolute. */
  readonly path: string;
  readonly known: KnownContent | null;
}

/** Null when only the hub can tell which file it is, and it was not asked yet. Throws the file system's errors. */
export async function modelPlace({
  model,
  modelsDir,
}: Pick<Config, "model" | "modelsDir">): Promise<ModelPlace | null> {
  switch (model.kind) {
    case "local": {
      const known = CATALOGUE.find(({ file }) => file === basename(model.path)) ?? null;
      return { path: resolve(model.path), known };
    }
    case "hub-file":
      return { path: resolve(modelsDir, model.place), known: model.known };
    case "web-file":
      return { path: resolve(modelsDir, model.place), known: null };
    case "hub-search": {
      const folder = resolve(modelsDir, model.repository);
      const names = await readdir(folder).catch(() => []); // nothing of that repository was fetched yet
      const file = names.find((name) => /\.gguf$/i.test(name));
      return file === undefined ? null : { path: join(folder, file), known: null };
    }
  }
}

/** How large the model is, by its file if it is here, else by the catalogue. Null when neither knows. */
export async function modelAtHand(config: Pick<Config, "model" | "modelsDir">): Promise<ModelSize | null> {
  const place = await modelPlace(config);
  if (place === null) return null;
  try {
    const { size } = await stat(place.path);
    const { bytesPerToken } = await readGgufHeader(place.path);
    return { fileBytes: size, bytesPerToken };
  } catch {
    // The check of the file itself says what is wrong with it.
    return place.known && { fileBytes: place.known.bytes, bytesPerToken: null };
  }
}
