import { STATUS_CODES } from "node:http";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { sentenceFor, type RefusalCode } from "./sentences.ts";

/** A refusal of what is no request that the endpoints could see. The connection ends with it. */
export interface BareRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** In English: whatever says what the person speaks could not be read. */
export function bareRefusal(status: number, code: RefusalCode): BareRefusal {
  const body = JSON.stringify({ code, message: sentenceFor(code, "en") });
  return {
    status,
    body,
    headers: {
      ...SECURITY_HEADERS,
      "Content-Type": "application/json",
      "Content-Length": String(Buffer.byteLength(body)),
      "Cache-Control": "no-store",
      Connection: "close",
    },
  };
}

/** What is wrong with bytes that node's HTTP parser gave up on, by the code of its error. */
export function refusalOfBytes(errorCode: string | undefined): BareRefusal {
  if (errorCode === "ERR_HTTP_REQUEST_TIMEOUT") return bareRefusal(408, "too-slow");
  if (errorCode === "HPE_HEADER_OVERFLOW") return bareRefusal(431, "headers-too-large");
  return bareRefusal(400, "malformed");
}

/** A refusal as it goes over the wire. */
export function bytesOf({ status, headers, body }: BareRefusal): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...lines, "", body].join("\r\n");
}
