import { z } from "zod";
import { Refusal } from "./route.ts";

const MAX_CONTENT = 2_000;
const MAX_ROWS = 5;

const EMOJI = new RegExp(String.raw`^\p{RGI_Emoji}$`, "v");

/** Styles 1 to 4 send their data back to the bot; 5 opens an address, 6 a purchase. */
const buttonSchema = z
  .object({
    type: z.literal(2),
    style: z.int().min(1).max(4),
    custom_id: z.string().min(1).max(100),
    label: z.string().min(1).max(80).optional(),
    emoji: z.object({ name: z.string().regex(EMOJI), id: z.undefined().optional() }).optional(),
  })
  .refine(
    ({ label, emoji }) => label !== undefined || emoji !== undefined,
    "a button needs a label or an emoji",
  );

const rowSchema = z.object({ type: z.literal(1), components: z.array(buttonSchema).min(1).max(5) });

const componentsSchema = z
  .array(rowSchema)
  .max(MAX_ROWS)
  .refine((rows) => {
    const data = buttonsIn(rows).map(({ custom_id }) => custom_id);
    return new Set(data).size === data.length;
  }, "Component custom id cannot be duplicated");

/** A row of buttons, as the bot sent it and as people see it. */
export type FakeRow = z.infer<typeof rowSchema>;
export type FakeButton = z.infer<typeof buttonSchema>;

/** The buttons of a message, from left to right and top to bottom. */
export function buttonsIn(rows: readonly FakeRow[]): readonly FakeButton[] {
  return rows.flatMap(({ components }) => components);
}

/** What a bot may send as a message, or as changes to one. */
export const draftSchema = z.object({
  content: z.string().nullish(),
  nonce: z.union([z.string().max(25), z.number()]).optional(),
  enforce_nonce: z.boolean().optional(),
  flags: z.number().nullish(),
  components: componentsSchema.nullish(),
  allowed_mentions: z.unknown().optional(),
  message_reference: z
    .object({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() })
    .optional(),
});

/** What Discord keeps of a text: trimmed, never empty, never too long. */
export function keptContent(content: string | null | undefined): string {
  const kept = (content ?? "").trim();
  if (kept === "") throw new Refusal(400, 50006, "Cannot send an empty message");
  if (kept.length > MAX_CONTENT) {
    throw new Refusal(400, 50035, "Invalid Form Body: Must be 2000 or fewer in length.");
  }
  return kept;
}
