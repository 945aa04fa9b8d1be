/** What goes along with some error codes. */
export interface RefusalParameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** An error that the Bot API answers with. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly parameters: RefusalParameters | undefined;

  constructor(status: number, description: string, parameters?: RefusalParameters) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }
}

export function badRequest(description: string): Refusal {
  return new Refusal(400, `Bad Request: ${description}`);
}

export function tooManyRequests(retryAfter: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
}

export function forbidden(description: string): Refusal {
  return new Refusal(403, `Forbidden: ${description}`);
}

export function migrated(to: number): Refusal {
  const description = "Bad Request: group chat was upgraded to a supergroup chat";
  return new Refusal(400, description, { migrate_to_chat_id: to });
}
