import { z } from "zod";

// What a line of `.env` may hold, each with the sentence for when it holds something else.

/** A blank line in `.env` means the same as none. */
export function setting<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
    schema,
  );
}

/** A number in a range; `fallback` where nothing is set. */
export function number(fallback: number, min: number, max: number) {
  const sentence = `must be a number from ${min} to ${max}`;
  return setting(z.coerce.number(sentence).min(min, sentence).max(max, sentence).default(fallback));
}

/** A whole number in a range. */
export function wholeNumber(min: number, max: number) {
  const sentence = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(sentence).int(sentence).min(min, sentence).max(max, sentence);
}

/** A whole number in a range; `fallback` where nothing is set. */
export function whole(fallback: number, min: number, max: number) {
  return setting(wholeNumber(min, max).default(fallback));
}

/** An http address, without the slash at its end. */
export const address = setting(
  z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
);

/** A platform's token. */
export const token = setting(z.string().trim().regex(/^\S+$/, "must not have blanks in it").optional());

/** A comma-separated list, each entry of the form that `entry` asks for. */
export function listOf(entry: RegExp, form: string) {
  return setting(
    z
      .string()
      .default("")
      .transform((text) =>
        text
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== ""),
      )
      .refine((entries) => entries.every((one) => entry.test(one)), `must be a list such as ${form}`),
  );
}

/** true or false, however one writes that. */
export function onOrOff(fallback: boolean) {
  return setting(z.stringbool("must be true or false").default(fallback));
}
