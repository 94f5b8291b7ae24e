/** The headless client in Node.js against the quickstart's own binary, over each transport. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createClient, type Client, type ClientOptions, type Environment, type State, type Via } from "../../src/client/index.js";
import { Server } from "../e2e/server.js";
import { FakeStorage } from "./world/browser.js";
import { texts } from "./world/index.js";

const server = new Server();
const clients: Client[] = [];

before(() => server.start());
after(async () => {
  for (const client of clients) client.close();
  await server.remove();
});

/** A browser's storage and cookie, which Node.js has not; the rest is real. */
class Profile {
  readonly storage = new FakeStorage();
  cookie = "";

  client(options: Partial<ClientOptions>, environment: Partial<Environment> = {}): Client {
    const client = createClient({ server: `${server.url}chat`, storage: this.storage, ...options }, { ...this.#withCookie(), ...environment });
    clients.push(client);
    return client;
  }

  #withCookie(): Partial<Environment> {
    const profile = this;
    const NodeWebSocket = WebSocket as unknown as new (url: string, options: { protocols: string; headers: Record<string, string> }) => WebSocket;
    return {
      async fetch(url, init) {
        const headers = { ...(init.headers as Record<string, string>), ...(profile.cookie === "" ? {} : { Cookie: profile.cookie }) };
        const response = await fetch(url, { ...init, headers });
        for (const cookie of response.headers.getSetCookie()) profile.cookie = cookie.split(";")[0] ?? "";
        return response;
      },
      WebSocket: class {
        constructor(url: string, protocol: string) {
          return new NodeWebSocket(url, { protocols: protocol, headers: { Cookie: profile.cookie } });
        }
      } as unknown as typeof WebSocket,
    };
  }
}

/** Resolves when the state is so; fails after ten seconds. */
function until(client: Client, what: (state: State) => boolean, limit = 10_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (!what(client.state)) return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`in vain: ${what}; ${JSON.stringify(client.state.connection)}, ${JSON.stringify(texts(client))}`));
    }, limit);
    const stop = client.subscribe(check);
    check();
  });
}

const online = ({ connection }: State) => connection.state === "online";
const said = (text: string) => ({ messages }: State) => messages.some((m) => m.parts[0]?.text === text && m.status === "sent");
const answers = (state: State) => state.messages.filter((m) => m.author.role === "bot");
const isContiguous = ({ messages }: State) => messages.every((m, i) => m.offset === i + 1);

for (const via of ["websocket", "sse", "longpoll"] satisfies Via[]) {
  for (const bearer of [true, false]) {
    it(`talks over ${via} with a ${bearer ? "bearer token" : "cookie"}, and goes on after a reload`, { timeout: 60_000 }, async () => {
      const profile = new Profile();
      const client = profile.client({ transports: [via], bearer });
      const receipt = await client.send("Prices");
      assert.equal(receipt.offset, 1);
      assert.equal(client.state.connection.via, via);
      await until(client, (state) => answers(state).length > 0);
      assert.equal(profile.cookie === "", bearer);
      client.close();

      const next = profile.client({ transports: [via], bearer });
      const started = next.start();
      assert.equal(texts(next)[0], "Prices", "before it is connected");
      await started;
      assert.ok(online(next.state));
      await next.send("Opening hours");
      await until(next, (state) => answers(state).length > 1);
      assert.ok(isContiguous(next.state) && next.state.messages.every((m) => m.status === "sent"));
    });
  }

  it(`loses and doubles nothing over ${via} when the server is killed`, { timeout: 60_000 }, async () => {
    const profile = new Profile();
    const client = profile.client({ transports: [via], bearer: true });
    const other = profile.client({ transports: [via], bearer: true });
    await client.send("m0");
    await other.start();
    const sent = ["m1", "m2", "m3"].map((text) => client.send(text));
    await server.stop("SIGKILL");
    sent.push(client.send("m4"));
    await until(client, ({ connection }) => connection.state !== "online");
    await server.start();
    await Promise.all(sent);
    for (const one of [client, other]) {
      await until(one, said("m4"), 30_000);
      const own = texts(one).filter((text) => /^m\d$/.test(text));
      assert.deepEqual(own, ["m0", "m1", "m2", "m3", "m4"]);
      await until(one, isContiguous);
    }
  });
}

describe("the rest of the protocol", { timeout: 120_000 }, () => {
  it("is told to come back when the server restarts in good order, and does", async () => {
    const client = new Profile().client({ bearer: true });
    await client.send("hello");
    await server.stop("SIGTERM");
    await until(client, ({ connection }) => connection.state === "reconnecting");
    await server.start();
    await until(client, online);
    await client.send("again");
  });

  it("waits out the rate limit and keeps the order", async () => {
    const client = new Profile().client({ bearer: true });
    const all = Array.from({ length: 14 }, (_, i) => `r${i}`);
    await Promise.all(all.map((text) => client.send(text)));
    assert.deepEqual(client.state.messages.filter((m) => m.own).map((m) => m.parts[0]?.text), all);
  });

  it("reads what a new device does not have, page by page", async () => {
    const profile = new Profile();
    const first = profile.client({ bearer: true });
    await Promise.all(Array.from({ length: 12 }, (_, i) => first.send(`h${i}`)));
    await until(first, ({ messages }) => messages.length >= 12 && messages.every((m) => m.status === "sent"));
    first.close();
    for (const key of profile.storage.items.keys()) if (key.endsWith(":log")) profile.storage.items.delete(key);
    const next = profile.client({ bearer: true });
    await next.start();
    await until(next, ({ messages }) => messages.length >= 12);
    assert.equal(texts(next)[0], "h0");
    assert.equal(next.state.older, "none");
  });

  it("presses a button that the bot offered", async () => {
    const client = new Profile().client({ bearer: true });
    await client.send("hello");
    await until(client, (state) => answers(state).some((m) => m.parts.some((p) => p.type === "buttons")));
    const offer = answers(client.state).find((m) => m.parts.some((p) => p.type === "buttons"));
    assert.ok(offer !== undefined);
    const [button] = (offer.parts.find((p) => p.type === "buttons") as unknown as { buttons: { value: string }[] }).buttons;
    assert.ok(button !== undefined);
    await client.action(offer, button.value);
    await until(client, (state) => state.messages.some((m) => m.kind === "action" && m.offset > 0));
    assert.equal(client.state.messages.find((m) => m.id === offer.id)?.chosen, button.value);
  });

  it("is refused what visitors may not send, for good", async () => {
    const client = new Profile().client({ bearer: true });
    await assert.rejects(client.send([{ type: "image", url: "https://example.com/a.png", alt: "" }]), { code: "forbidden" });
    await assert.rejects(client.send([{ type: "text", text: "x".repeat(9_000) }]), { code: "too_large" });
    await client.send("but this");
    assert.deepEqual(client.state.messages.map((m) => m.status).sort(), ["failed", "failed", "sent"]);
  });

  it("shares typing and read marks with the visitor's other tabs", async () => {
    const profile = new Profile();
    const client = profile.client({ bearer: true });
    await client.send("Prices");
    await until(client, (state) => answers(state).length > 0);
    const other = profile.client({ bearer: true });
    await other.start();
    await until(other, (state) => state.unread > 0);
    client.read(client.state.messages.at(-1)?.offset ?? 0);
    await until(other, (state) => state.unread === 0);
  });

  it("signs out everywhere", async () => {
    const profile = new Profile();
    const client = profile.client({ bearer: true });
    await client.send("hello");
    const other = profile.client({ bearer: true });
    await other.start();
    await client.logout();
    await until(other, ({ connection }) => connection.reason === "signed_out");
    assert.deepEqual([client.state.messages, other.state.messages, profile.storage.items.size], [[], [], 0]);
  });
});
