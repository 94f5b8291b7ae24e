/** A world for clients: a clock that stands still, a browser with pages, a server, and networks that fail to order. */
import { createClient, type Client, type ClientOptions, type Environment } from "../../../src/client/index.js";
import { Browser, type Page } from "./browser.js";
import { Clock } from "./clock.js";
import { Random } from "./random.js";
import { Server } from "./server.js";

export class World {
  readonly clock = new Clock();
  readonly server = new Server(this.clock);
  readonly random: Random;
  readonly browser: Browser;

  constructor(seed = 1) {
    this.random = new Random(seed);
    this.browser = new Browser(this.clock, this.random, this.server);
  }

  /** Makes a client in a page of its own. */
  open(options: Partial<ClientOptions> = {}, environment: Partial<Environment> = {}): Visit {
    const page = this.browser.page();
    return { page, client: createClient({ server: "/chat", ...options }, { ...page.environment, ...environment }) };
  }

  /** Makes a client that is online and has a conversation. */
  async talking(options: Partial<ClientOptions> = {}, environment: Partial<Environment> = {}): Promise<Visit> {
    const visit = this.open(options, environment);
    void visit.client.send("hello");
    await this.clock.until(() => texts(visit.client).length === 1 && visit.client.state.messages[0]?.offset === 1);
    return visit;
  }
}

export interface Visit {
  readonly page: Page;
  readonly client: Client;
}

/** What the list says, in its order. */
export function texts(client: Client): string[] {
  return client.state.messages.map((m) => m.parts.map((p) => p.text).join());
}

export { Random, Clock };
