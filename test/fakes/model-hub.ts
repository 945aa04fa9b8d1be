import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** How the hub misbehaves at one request for a file's content. */
export type Fault =
  /** The connection ends once the client has taken in so many bytes of the answer's body; see {@link FakeHub.arrived}. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** Nothing more comes after so many bytes, and the connection stays open. */
  | { readonly kind: "stall"; readonly afterBytes: number }
  /** The request is never answered. */
  | { readonly kind: "silence" }
  | { readonly kind: "status"; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly kind: "redirect"; readonly to: string }
  /** The whole file comes with 200, whatever was asked for. */
  | { readonly kind: "ignore-range" }
  /** 206 with other bytes than were asked for, and it says so. */
  | { readonly kind: "wrong-range"; readonly contentRange?: string }
  /** The right range of other bytes. */
  | { readonly kind: "wrong-bytes" }
  /** An answer that has nothing to do with the file, with 200. */
  | { readonly kind: "page"; readonly body: string }
  /** A body without its length. */
  | { readonly kind: "no-length" };

/** A file as the hub holds it. */
export interface HeldFile {
  readonly content: Buffer;
  /** As in the header; null for none. By default made from the content. */
  readonly etag?: string | null;
  readonly lastModified?: string;
  /** Whether the hub tells size and SHA-256 when it redirects to its storage. */
  readonly announced?: boolean;
}

export interface HubRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly userAgent: string | undefined;
}

/** A model hub on loopback. Every file's address redirects to a storage path, as the real hub's do. */
export interface FakeHub extends AsyncDisposable {
  readonly url: string;
  /** What is held, by path such as `user/repo/resolve/main/x.gguf`. May be changed at any time. */
  readonly files: Map<string, HeldFile>;
  /** Answers to `/v2/…/manifests/…`, by that path without its first slash. */
  readonly manifests: Map<string, { readonly status: number; readonly body: unknown }>;
  /** Requests for a file's content or a manifest, in order; those that were redirected only once. */
  readonly requests: readonly HubRequest[];
  /** Bytes of content sent so far. */
  readonly bytesSent: number;
  /**
   * The client tells how much of the file it has. A connection that is to be cut is cut only then: what is still under way when a
   * connection ends is lost, and how much that is would be chance.
   */
  arrived(bytes: number): void;
  /** The next requests for content go wrong in these ways, one each; later ones go well. */
  misbehave(...faults: readonly Fault[]): void;
  /** Every request for content goes wrong this way from now on. */
  alwaysMisbehave(fault: Fault): void;
}

/** Content that begins like a GGUF model and is otherwise noise. */
export function modelContent(bytes: number): Buffer {
  const header = Buffer.alloc(8);
  header.write("GGUF", "latin1");
  header.writeUInt32LE(3, 4);
  return Buffer.concat([header, randomBytes(bytes - header.length)]);
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

export async function startFakeHub(): Promise<FakeHub> {
  const files = new Map<string, HeldFile>();
  const manifests: FakeHub["manifests"] = new Map();
  const requests: HubRequest[] = [];
  const faults: Fault[] = [];
  let lasting: Fault | null = null;
  const cuts = new Map<ServerResponse, number>();
  let bytesSent = 0;

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://hub").pathname).slice(1);
    const stored = path.startsWith("storage/") ? path.slice("storage/".length) : null;
    if (stored === null && files.has(path)) {
      redirectToStorage(path, response);
      return;
    }
    const { range, "if-range": ifRange, "user-agent": userAgent } = request.headers;
    requests.push({ path: stored ?? path, range, ifRange: ifRange?.toString(), userAgent });
    const manifest = manifests.get(path);
    const file = files.get(stored ?? "");
    if (manifest) {
      response.writeHead(manifest.status, { "content-type": "application/json" });
      response.end(JSON.stringify(manifest.body));
    } else if (file) {
      void serve(file, request, response, faults.shift() ?? lasting);
    } else {
      response.writeHead(404).end("Entry not found");
    }
  });

  function redirectToStorage(path: string, response: ServerResponse) {
    const file = files.get(path);
    response.writeHead(302, {
      location: `/storage/${path.split("/").map(encodeURIComponent).join("/")}?X-Signature=secret`,
      ...(file?.announced && {
        "x-linked-size": file.content.length,
        "x-linked-etag": `"${sha256(file.content)}"`,
      }),
    });
    response.end();
  }

  async function serve(
    file: HeldFile,
    request: IncomingMessage,
    response: ServerResponse,
    fault: Fault | null,
  ) {
    const { content, lastModified } = file;
    const etag = file.etag === undefined ? `"${sha256(content).slice(0, 16)}"` : file.etag;
    const headers = { ...(etag && { etag }), ...(lastModified && { "last-modified": lastModified }) };
    if (fault?.kind === "silence") return;
    if (fault?.kind === "status") {
      response.writeHead(fault.status, fault.headers).end("no");
      return;
    }
    if (fault?.kind === "redirect") {
      response.writeHead(302, { location: fault.to }).end();
      return;
    }
    if (fault?.kind === "page") {
      response.writeHead(200, { "content-type": "text/html" }).end(fault.body);
      return;
    }
    if (fault?.kind === "wrong-range") {
      const contentRange = fault.contentRange ?? `bytes 0-${content.length - 1}/${content.length}`;
      response.writeHead(206, { ...headers, "content-range": contentRange }).end(content);
      return;
    }

    const ifRange = request.headers["if-range"];
    const isSame = ifRange === undefined || ifRange === etag || ifRange === lastModified;
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
    const from = asked !== undefined && isSame && fault?.kind !== "ignore-range" ? Number(asked) : null;
    if (from !== null && from >= content.length) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      return;
    }
    const body = content.subarray(from ?? 0).map((byte, index) =>
      // The beginning stays right, or it would not pass for a model at all.
      fault?.kind === "wrong-bytes" && index >= 8 ? byte ^ 0xff : byte,
    );
    response.writeHead(from === null ? 200 : 206, {
      ...headers,
      ...(fault?.kind !== "no-length" && { "content-length": body.length }),
      ...(from !== null && { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    const limit = fault?.kind === "cut" || fault?.kind === "stall" ? fault.afterBytes : body.length;
    const sent = body.subarray(0, limit);
    bytesSent += sent.length;
    if (fault?.kind === "stall") {
      response.write(sent);
    } else if (fault?.kind === "cut") {
      cuts.set(response, (from ?? 0) + sent.length);
      response.write(sent);
    } else {
      for (let at = 0; at < sent.length; at += 16_384) {
        response.write(sent.subarray(at, at + 16_384));
        await delay(0); // in many pieces, as over a real network
      }
      response.end();
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The fake hub has no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    files,
    manifests,
    requests,
    get bytesSent() {
      return bytesSent;
    },
    arrived(bytes) {
      for (const [response, at] of cuts) {
        if (bytes < at) continue;
        cuts.delete(response);
        response.socket?.end();
      }
    },
    misbehave: (...more) => void faults.push(...more),
    alwaysMisbehave: (fault) => void (lasting = fault),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
