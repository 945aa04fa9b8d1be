import { ModelError } from "../core/errors.ts";

/** What a server says it holds; null where it says nothing. */
export interface Announced {
  readonly bytes: number | null;
  readonly sha256: string | null;
}

/** An answer to a request for a file, whatever its status, and what the hub told on the way about the file. */
export interface FileResponse {
  readonly response: Response;
  readonly announced: Announced;
}

const MOST_REDIRECTS = 8;

/**
 * Asks for a file and follows redirects, as hubs send them to their storage on another host. They are followed by hand because
 * the hub tells a file's size and SHA-256 in the headers of the redirect itself. The body is the caller's to read or cancel.
 * Throws {@link ModelError} `missing` for redirects that lead nowhere or off https, `signal.reason` when aborted, and
 * what fetch throws when there is no answer.
 */
export async function requestFile(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FileResponse> {
  let address = new URL(url);
  let announced: Announced = { bytes: null, sha256: null };
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(address, {
      headers: { "accept-encoding": "identity", ...headers },
      redirect: "manual",
      signal,
    });
    announced = {
      bytes: announced.bytes ?? count(response.headers.get("x-linked-size")),
      sha256: announced.sha256 ?? sum(response.headers.get("x-linked-etag")),
    };
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return { response, announced };

    await response.body?.cancel();
    if (!URL.canParse(location, address.href)) break;
    const next = new URL(location, address);
    if (next.protocol !== "https:" && next.protocol !== address.protocol) break;
    address = next;
  }
  throw new ModelError(
    "missing",
    `The model cannot be fetched from ${new URL(url).host}, because that server points to an address that cannot be followed; let MODEL or HF_ENDPOINT name another one.`,
  );
}

/** A whole, non-negative number in a header. */
export function count(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function sum(text: string | null): string | null {
  return /^"?([\da-f]{64})"?$/i.exec(text ?? "")?.[1]?.toLowerCase() ?? null;
}
