import { once } from "node:events";
import { createServer } from "node:http";

/** The two answers of Discord's API that tell about a bot. */
export interface DiscordDesk extends AsyncDisposable {
  /** What DISCORD_API_URL has to be. */
  readonly apiUrl: string;
  readonly token: string;
  /** Message Content Intent. */
  messageContent: boolean;
  /** What it answers to everybody; null: what is right. */
  status: number | null;
}

/** Flags of an application that others do not matter beside. */
const OTHER_FLAGS = 1 << 23;

/** Starts on the loopback interface. Whoever starts it closes it. */
export async function openDiscordDesk(token = "token.of.the-tests"): Promise<DiscordDesk> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request.url ?? "", request.headers.authorization);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });

  function answer(path: string, authorization: string | undefined): [number, object] {
    if (desk.status !== null) return [desk.status, { message: "made to fail" }];
    if (authorization !== `Bot ${token}`) return [401, { message: "401: Unauthorized", code: 0 }];
    switch (path) {
      case "/api/v10/users/@me":
        return [200, { id: "123456789012345678", username: "Lantern", bot: true }];
      case "/api/v10/applications/@me":
        return [200, { id: "123456789012345678", flags: OTHER_FLAGS + (desk.messageContent ? 1 << 19 : 0) }];
      default:
        return [404, { message: "404: Not Found", code: 0 }];
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const desk: DiscordDesk = {
    apiUrl: `http://127.0.0.1:${address.port}/api`,
    token,
    messageContent: false,
    status: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return desk;
}
