import { CATALOGUE, DEFAULT_MODEL } from "./catalogue.ts";
import { catalogueFile, hubFile, isPlainPath, isSplitPiece, webFile } from "./model-source.ts";
import type { ModelSource } from "./model-source.ts";

/** What MODEL means, or one sentence that says why it means nothing. */
export type ModelName = { readonly source: ModelSource } | { readonly problem: string };

const HUB_HOST = "huggingface.co";
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const NAME = "[A-Za-z0-9][\\w.-]*";
const HUB_REPOSITORY = new RegExp(`^(${NAME}/${NAME})(?::(${NAME}))?$`);
const HUB_PATH = new RegExp(`^(${NAME}/${NAME})/([^#]+\\.gguf)(?:#(.+))?$`, "i");
const HUB_PAGE = new RegExp(`^/(${NAME}/${NAME})/(?:resolve|blob)/([^/]+)/(.+\\.gguf)$`, "i");

const WHAT_MAY_STAND = `use one of ${CATALOGUE.map(({ shortName }) => shortName).join(", ")}, a path that ends in .gguf, hf:user/repository/file.gguf, hf:user/repository:QUANTIZATION or an https address that ends in .gguf, or leave it empty`;

/** Reads the setting MODEL. Absent or blank, it is the default model. Nothing is looked at on disk or network. */
export function parseModelName(text: string | undefined): ModelName {
  const name = text?.trim() ?? "";
  if (name === "") return { source: catalogueFile(DEFAULT_MODEL) };

  const entry = CATALOGUE.find(({ shortName }) => shortName === name.toLowerCase());
  if (entry) return { source: catalogueFile(entry) };

  if (/^hf:/i.test(name)) return parseHubName(name.slice(3));
  if (/^https?:/i.test(name)) return parseAddress(name);
  if (/^[a-z][a-z\d+.-]+:/i.test(name)) return problem("begins in a way that is not known here");
  if (/\.gguf$/i.test(name)) return { source: { kind: "local", path: name } };
  return problem("is neither a known name nor a model file");
}

function parseHubName(name: string): ModelName {
  const [, repository, quantization = "latest"] = HUB_REPOSITORY.exec(name) ?? [];
  if (repository !== undefined) return { source: { kind: "hub-search", repository, quantization } };

  const [, owner, file, revision] = HUB_PATH.exec(name) ?? [];
  if (owner === undefined || file === undefined || !isPlainPath(file)) {
    return problem("does not name a repository and a .gguf file after hf:");
  }
  return isSplitPiece(file) ? splitProblem : { source: hubFile(owner, file, revision) };
}

function parseAddress(address: string): ModelName {
  if (!URL.canParse(address)) return problem("is not a valid address");
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return problem("must not contain a user name or a password");
  if (url.protocol !== "https:" && !LOOPBACK.test(url.hostname)) return problem("must be an https address");
  if (!/\.gguf$/i.test(url.pathname)) return problem("is an address that does not end in .gguf");
  if (isSplitPiece(url.pathname)) return splitProblem;

  // The address of a page or a download on the hub, as people copy it: so a mirror can serve it as well.
  const [, repository, revision, file] =
    url.host === HUB_HOST ? (HUB_PAGE.exec(url.pathname) ?? []).map(decode) : [];
  if (repository !== undefined && file !== undefined && isPlainPath(file)) {
    return { source: hubFile(repository, file, revision) };
  }
  url.hash = "";
  return { source: webFile(url) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % in a file name is just a character
  }
}

function problem(what: string): ModelName {
  return { problem: `MODEL ${what}; ${WHAT_MAY_STAND}.` };
}

const splitProblem: ModelName = problem("names one piece of a model that was cut into several files");
