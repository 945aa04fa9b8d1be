import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileSize } from "../../core/file-size.ts";
import type { Config } from "../../config.ts";
import { ModelError } from "../../core/errors.ts";
import { formatBytes } from "../../models/format-bytes.ts";
import { hubFileUrl } from "../../models/hub.ts";
import { isStored } from "../../models/stored-model.ts";
import { bad, type Check, type Finding, ok, warning } from "../check.ts";
import { readGgufHeader } from "../gguf-header.ts";
import { modelPlace, type ModelPlace } from "../model-at-hand.ts";
import type { Situation } from "../situation.ts";

/** Taking the sum of the largest file of the catalogue, on a slow card. */
const LIMIT_MS = 180_000;

/** Whether the model's file is here, whole and the right one; if it is not, whether it can be fetched. */
export function modelFileCheck({ config }: Pick<Situation, "config">): Check {
  const wanted: WantedModel = { ...config, setting: "MODEL" };
  return { name: "Model file", limitMs: LIMIT_MS, examine: async (signal) => examineFile(wanted, signal) };
}

/** See {@link modelFileCheck}; finds nothing where no embedding model is named. */
export function embeddingModelCheck({ config }: Pick<Situation, "config">): Check {
  const model = config.knowledge?.embeddingModel ?? null;
  return otherModelCheck("Embedding model", model && { ...config, model, setting: "EMBEDDING_MODEL" });
}

/** See {@link modelFileCheck}; finds nothing where no ranking model is named. */
export function rankingModelCheck({ config }: Pick<Situation, "config">): Check {
  const model = config.knowledge?.rankingModel ?? null;
  return otherModelCheck("Ranking model", model && { ...config, model, setting: "RANKING_MODEL" });
}

function otherModelCheck(name: string, wanted: WantedModel | null): Check {
  return {
    name,
    limitMs: LIMIT_MS,
    examine: async (signal) => (wanted ? examineFile(wanted, signal) : []),
  };
}

/** The model that a setting names. */
interface WantedModel extends Pick<Config, "model" | "modelsDir" | "hubUrl"> {
  readonly setting: "MODEL" | "EMBEDDING_MODEL" | "RANKING_MODEL";
}

async function examineFile(wanted: WantedModel, signal: AbortSignal): Promise<readonly Finding[]> {
  const place = await modelPlace(wanted);
  try {
    if (place !== null && (await isStored(place.path, place.known, { signal, onProgress: () => {} }))) {
      return await examineStored(place, wanted);
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return bad(
      error.message,
      `Delete the file and start the bot, which fetches it again; or change ${wanted.setting}.`,
    );
  }
  return examineMissing(wanted, place, signal);
}

async function examineStored(
  { path, known }: ModelPlace,
  { setting }: WantedModel,
): Promise<readonly Finding[]> {
  const { size } = await stat(path);
  const { leastBytes, hasChatTemplate, hasRankingHead, architecture } = await readGgufHeader(path);
  if (size < leastBytes) {
    return bad(
      `${path} is cut off: it has ${formatBytes(size)} of at least ${formatBytes(leastBytes)}.`,
      "Get it again, whole.",
    );
  }
  const sum = known === null ? "" : ", and its checksum is right";
  const says = `${path} is whole (${architecture ?? "unknown kind"}, ${formatBytes(size)})${sum}.`;
  if (setting === "MODEL" && !hasChatTemplate) {
    return warning(
      says,
      "It has no chat template, so it may answer nonsense; an “instruct” or “chat” model has one.",
    );
  }
  if (setting === "RANKING_MODEL" && !hasRankingHead) {
    return bad(
      `${path} ranks nothing.`,
      "Let RANKING_MODEL name a model that was made for it, a “reranker”.",
    );
  }
  return ok(says);
}

async function examineMissing(
  { model, hubUrl, setting }: WantedModel,
  place: ModelPlace | null,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (model.kind === "local") {
    return bad(`there is no file ${place?.path ?? model.path}.`, `Put it there, or change ${setting}.`);
  }
  const url = addressOf(model, hubUrl);
  const size = place?.known ? ` (${formatBytes(place.known.bytes)})` : "";
  const begun = place === null ? null : await fileSize(`${place.path}.part`);
  const part = begun === null ? "" : `; ${formatBytes(begun)} of it are here`;
  const name =
    place === null
      ? `the model of ${model.kind === "hub-search" ? model.repository : ""}`
      : basename(place.path);
  const says = `${name}${size} is not here yet${part}`;

  const { host } = new URL(url);
  if (await answers(url, signal)) {
    return warning(`${says}; ${host} has it.`, "Nothing: the next start fetches it.");
  }
  return bad(
    `${says}, and ${host} does not give it.`,
    "Check the network; or let HF_ENDPOINT name a mirror, or get the file by hand as models/README.md says.",
  );
}

function addressOf(model: Exclude<Config["model"], { kind: "local" }>, hubUrl: string): string {
  switch (model.kind) {
    case "hub-file":
      return hubFileUrl(hubUrl, model);
    case "hub-search":
      return `${hubUrl.replace(/\/+$/, "")}/${model.repository}`;
    case "web-file":
      return model.url;
  }
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  try {
    // Where it leads to is an address for one download only.
    const { status } = await fetch(url, { method: "HEAD", redirect: "manual", signal: limit });
    return status < 400;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
