import type { AnswerOrigin, FailureCode, Platform } from "./chat.ts";
import type { AnswerFigures } from "./engine/language-model.ts";

/** Hears how answers end, for whoever counts them. Learns no words, no names and no channels. Never throws. */
export interface AnswerObserver {
  /** An answer has ended and, if any of it is to stay, is stored. */
  answered(platform: Platform, figures: AnswerFigures): void;
  /** An answer was at hand; `missed`: a first question for which none was stored. */
  recalled(platform: Platform, origin: AnswerOrigin | "missed"): void;
  /** A person was told why there is no answer, or no whole one. */
  failed(platform: Platform, code: FailureCode): void;
}
