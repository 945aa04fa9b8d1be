import type { Control, Ending } from "../chat.ts";

/**
 * The button below a reply that has ended: `retry` where there is an answer, or as much as there is of it, and where it
 * failed for a reason that may pass. A refusal, such as that a question is too long, has none.
 */
export function endingControl(ending: Ending): Control | null {
  if (ending.text.trim() !== "") return "retry";
  return ending.kind === "failed" && mayPass(ending) ? "retry" : null;
}

function mayPass({ code }: Extract<Ending, { kind: "failed" }>): boolean {
  switch (code) {
    case "model":
    case "history":
    case "stopping":
      return true;
    case "empty":
    case "too-long":
    case "busy":
    case "not-allowed":
    case "nothing-to-retry":
      return false;
  }
}
