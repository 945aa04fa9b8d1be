/** Why the library cannot be built here, in a sentence for the person at the terminal. */
export class TuneError extends Error {
  override readonly name = "TuneError";
}
