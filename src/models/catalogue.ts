/** What a file must be to be the right one. */
export interface KnownContent {
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A file that MODEL can name by a short name. */
export interface CatalogueEntry extends KnownContent {
  readonly shortName: string;
  readonly repository: string;
  /** A commit, so that the file behind the address can never change. */
  readonly revision: string;
  readonly file: string;
}

const repository = "Qwen/Qwen2.5-0.5B-Instruct-GGUF";
const revision = "9217f5db79a29953eb74d5343926648285ec7e67";

/** The files of the default model, the most exact first. */
export const CATALOGUE = [
  {
    shortName: "fp16",
    repository,
    revision,
    file: "qwen2.5-0.5b-instruct-fp16.gguf",
    bytes: 1_266_425_696,
    sha256: "8e0ae26000627ed62de0e78e41860af70094558b9d2913385c842a6aa06cf3fc",
  },
  {
    shortName: "q8_0",
    repository,
    revision,
    file: "qwen2.5-0.5b-instruct-q8_0.gguf",
    bytes: 675_710_816,
    sha256: "ca59ca7f13d0e15a8cfa77bd17e65d24f6844b554a7b6c12e07a5f89ff76844e",
  },
  {
    shortName: "q4_k_m",
    repository,
    revision,
    file: "qwen2.5-0.5b-instruct-q4_k_m.gguf",
    bytes: 491_400_032,
    sha256: "74a4da8c9fdbcd15bd1f6d01d621410d31c6fc00986f5eb687824e7b93d7a9db",
  },
  {
    shortName: "q4_0",
    repository,
    revision,
    file: "qwen2.5-0.5b-instruct-q4_0.gguf",
    bytes: 428_730_208,
    sha256: "7671c0c304e6ce5a7fc577bcb12aba01e2c155cc2efd29b2213c95b18edaf6ed",
  },
] as const satisfies readonly CatalogueEntry[];

/** What an empty MODEL means. */
export const DEFAULT_MODEL: CatalogueEntry = CATALOGUE[0];
