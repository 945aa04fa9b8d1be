/** An answer to a request; without a body, 204. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
}

/** Requests that share a limit. */
export type Bucket = "create-message" | "edit-message" | "edit-old-message";

/** The parts of a path that vary. */
export type Params = Readonly<Record<string, string>>;

export interface Route {
  readonly method: string;
  /** With a named group for each part that varies. */
  readonly path: RegExp;
  /** Whether it can be called without the bot's token. */
  readonly open?: boolean;
  /** Absent: not limited. */
  readonly bucket?: (params: Params) => Bucket;
  readonly answer: (params: Params, body: unknown, query: URLSearchParams) => Answer;
}

/** A refusal in Discord's form. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
