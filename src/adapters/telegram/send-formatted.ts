import { callFailure, isNotModified, toSurfaceError } from "./failures.ts";
import type { FormattedText } from "./formatting/canvas.ts";
import { asWritten, fitForTelegram } from "./formatting/format.ts";

/** Sends what `markdown` looks like by `request`, or if Telegram refuses that, once more as it was written. Throws what `request` throws. */
export async function sendFormatted<T>(
  markdown: string,
  request: (message: FormattedText) => Promise<T>,
): Promise<T> {
  const message = fitForTelegram(markdown);
  try {
    return await request(message);
  } catch (error) {
    if (message.entities.length === 0 || !isRefusal(error)) throw error;
  }
  return request(asWritten(markdown));
}

/** Whether Telegram refused what a message says; it was not sent. */
function isRefusal(error: unknown): boolean {
  const { status, migratedTo } = callFailure(error);
  if (status !== 400 || migratedTo !== undefined || isNotModified(error)) return false;
  return toSurfaceError(error).code === "rejected";
}
