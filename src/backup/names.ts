/** The file in DATA_DIR that holds the conversations; all that has to be kept is in it. */
export const DATABASE_NAME = "lantern.sqlite";

/** A moment as a part of a file's name, such as `2026-01-31-23-59-59`, in UTC; later ones sort behind earlier ones. */
export function dateInName(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[:T]/g, "-");
}
