import { ModelError } from "../core/errors.ts";

/** The code of an error of the operating system, such as `ENOENT`; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  const isOfSystem = error instanceof Error && "syscall" in error && "code" in error;
  return isOfSystem && typeof error.code === "string" ? error.code : undefined;
}

/** What the file system's refusal means for the person who runs the bot; anything else comes back as it is. */
export function explainFileProblem(error: unknown, path: string): unknown {
  const code = systemCode(error);
  return code === undefined ? error : new ModelError("missing", sentenceFor(code, path), { cause: error });
}

function sentenceFor(code: string, path: string): string {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return `The disk is full, so the model cannot be stored at ${path}; make room, or let MODEL name a smaller file such as q4_0.`;
    case "EFBIG":
      return `The disk that holds ${path} cannot store a file of this size; let MODELS_DIR name a folder on another disk.`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `The model cannot be stored or read at ${path}, because the bot has no permission there; allow it, or let MODELS_DIR name another folder.`;
    case "ENOTDIR":
    case "EEXIST":
    case "EISDIR":
      return `The model cannot be stored at ${path}, because something else stands in its way; remove it, or let MODELS_DIR name another folder.`;
    case "EIO":
      return `The disk that holds ${path} reports a fault; let MODELS_DIR name a folder on another disk.`;
    default:
      return `The model cannot be stored or read at ${path} (${code}); check that folder, or let MODELS_DIR name another one.`;
  }
}
