import assert from "node:assert/strict";
import { test } from "node:test";
import { World, type Visit } from "./world/index.js";

const SEEDS = Number(process.env["SEEDS"] ?? 100);
const FIRST = Number(process.env["SEED"] ?? 1);
const STEPS = 60;

/** Two people who take turns at one browser with several pages; sessions also end without a word. */
class Run {
  readonly world: World;
  readonly visits: Visit[] = [];
  /** Who had said a text, as far as the page knew. */
  readonly authors = new Map<string, string | null>();
  #texts = 0;

  constructor(readonly seed: number) {
    this.world = new World(seed);
    const { server, random } = this.world;
    server.latency = () => 5 + random.below(random.chance(0.05) ? 3_000 : 60);
    server.copies = () => (random.chance(0.05) ? 0 : 1);
    for (const id of ["ann", "ben"]) {
      server.visitors.set(id, { id, current: undefined });
      this.#signIn(id);
    }
  }

  #signIn(id: string): void {
    const { server, browser } = this.world;
    browser.cookie = `${id}'s cookie`;
    server.sessions.set(browser.cookie, server.visitors.get(id)!);
    server.cutAll(); // as the server does when a session ends
  }

  open(): void {
    const visit = this.world.open();
    this.visits.push(visit);
    void visit.client.start();
  }

  send(): void {
    const { client } = this.world.random.pick(this.visits);
    const text = `t${this.#texts++}`;
    this.authors.set(text, client.state.me?.id ?? null);
    client.send(text).catch(() => {});
  }

  step(): void {
    const { random, server } = this.world;
    random.pick<() => unknown>([
      () => this.send(),
      () => this.send(),
      () => this.send(),
      () => server.cutAll(),
      () => { server.down = random.chance(0.5); },
      () => this.#signIn(random.pick(["ann", "ben"])),
      () => {
        server.sessions.clear();
        server.cutAll();
      },
      () => this.visits.length < 3 && this.open(),
      () => {
        if (this.visits.length > 1) this.visits.splice(random.below(this.visits.length), 1)[0]?.page.kill();
      },
    ])();
  }

  check(): void {
    const { server, browser } = this.world;
    const at = `seed ${this.seed}`;
    for (const [key, visitors] of server.senders) assert.equal(visitors.size, 1, `${at}: ${key} was sent under ${[...visitors].join()}`);
    const logged = new Map<string, string>();
    for (const { id, current } of server.visitors.values()) {
      for (const event of current?.log ?? []) {
        const text = event.kind === "message" && event.parts[0]?.type === "text" ? event.parts[0].text : "";
        assert.ok(!logged.has(text), `${at}: ${text} came twice`);
        logged.set(text, id);
      }
    }
    const stored = [...browser.storage.items].flatMap(([key, item]) => (key.includes(":outbox:") ? [item] : [])).join();
    for (const [text, author] of this.authors) {
      const by = logged.get(text);
      if (by === undefined) assert.ok(stored.includes(`"${text}"`), `${at}: ${text} is lost`);
      else assert.ok(author === null || by === author, `${at}: ${author} has said ${text}, and it was sent as ${by}`);
    }
  }
}

test(`whoever signs in or out, nothing is sent as somebody else, twice or lost (${SEEDS} seeds)`, async () => {
  let said = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const run = new Run(seed);
    run.open();
    for (let i = 0; i < STEPS; i++) {
      await run.world.clock.run(run.world.random.below(3_000));
      run.step();
    }
    run.world.server.down = false;
    await run.world.clock.run(60_000);
    run.check();
    for (const visitor of run.world.server.visitors.values()) said += visitor.current?.log.length ?? 0;
    for (const { client } of run.visits) client.close();
  }
  assert.ok(said > SEEDS * 5, `${said} messages are not much of a test`);
});
