import { formatBytes } from "./format-bytes.ts";
import { bar } from "./progress-bar.ts";

/** How far the fetching of a model is. `file` is its name; `totalBytes` is null until the server has told. */
export type DownloadProgress = { readonly file: string; readonly doneBytes: number } & (
  | { readonly phase: "fetching" | "checking"; readonly totalBytes: number }
  | {
      readonly phase: "waiting";
      readonly totalBytes: number | null;
      /** A few words for people. */
      readonly why: string;
      /** How long until the next attempt. */
      readonly ms: number;
    }
);

/** Called often, for every piece; returns at once and never throws. */
export type OnDownloadProgress = (progress: DownloadProgress) => void;

/**
 * One line that tells how far it is, at most `width` columns long: what matters least goes first when there is little room.
 * `bytesPerSecond` is null when it is not known yet.
 */
export function formatProgress(
  progress: DownloadProgress,
  bytesPerSecond: number | null,
  width: number,
): string {
  const { doneBytes, totalBytes } = progress;
  const amount =
    totalBytes === null ? formatBytes(doneBytes) : `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  if (progress.phase === "waiting") {
    const pause = formatDuration(progress.ms);
    return fit(width, [
      `Fetching ${progress.file}  ${amount} · ${progress.why}, trying again in ${pause}`,
      `${progress.why}, trying again in ${pause}`,
    ]);
  }

  const shown = bar(progress.totalBytes === 0 ? 1 : doneBytes / progress.totalBytes);
  if (progress.phase === "checking") {
    return fit(width, [`Checking ${progress.file}  ${shown} ${amount}`, `Checking ${amount}`]);
  }
  const speed = bytesPerSecond === null ? "" : ` · ${formatBytes(bytesPerSecond)}/s`;
  const secondsLeft = bytesPerSecond ? (progress.totalBytes - doneBytes) / bytesPerSecond : 0;
  const left = secondsLeft > 0 ? ` · ${formatDuration(secondsLeft * 1000)} left` : "";
  return fit(width, [
    `Fetching ${progress.file}  ${shown} ${amount}${speed}${left}`,
    `Fetching ${progress.file}  ${amount}${speed}${left}`,
    `${amount}${speed}${left}`,
    `${amount}${left}`,
    amount,
  ]);
}

/** `12 s`, `1 min 18 s`, `2 h 5 min`: at least one second. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function fit(width: number, [first = "", ...shorter]: readonly string[]): string {
  if (first.length <= width || shorter.length === 0) return first.slice(0, Math.max(0, width));
  return fit(width, shorter);
}
