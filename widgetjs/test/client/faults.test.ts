import assert from "node:assert/strict";
import { test } from "node:test";
import type { State } from "../../src/client/index.js";
import { texts, World, type Visit } from "./world/index.js";
import type { Fault } from "./world/server.js";

const SEEDS = Number(process.env["SEEDS"] ?? 100);
const FIRST = Number(process.env["SEED"] ?? 1);
const STEPS = 120;

/** A visitor with up to three pages, which share a connection or cannot, on a network and with a server that do their worst. */
class Run {
  readonly world: World;
  readonly visits: Visit[] = [];
  /** What each page has said, in its order. */
  readonly said = new Map<Visit, string[]>();
  /** Whether each page has shown everything once, at every moment. */
  shownOnce = true;
  /** Whether at most one of the pages that run has led, at every moment looked at. */
  oneLed = true;
  readonly receipts = new Map<string, number>();
  #texts = 0;

  /** Whether the pages can find one another. */
  readonly together: boolean;
  /** Whether messages between them get lost. */
  readonly lossy: boolean;

  constructor(readonly seed: number) {
    this.world = new World(seed);
    const { server, random, browser } = this.world;
    this.together = !random.chance(0.2);
    this.lossy = random.chance(0.3);
    browser.loses = () => this.lossy && random.chance(0.05);
    server.latency = () => 5 + random.below(random.chance(0.05) ? 3_000 : 60);
    server.copies = () => (random.chance(0.05) ? 0 : random.chance(0.1) ? 2 : 1);
    server.losesAnswer = () => random.chance(0.2);
  }

  open(): void {
    const visit = this.world.open({}, this.together ? {} : { locks: undefined });
    this.visits.push(visit);
    this.said.set(visit, []);
    visit.client.subscribe((state) => { this.shownOnce &&= isShownOnce(state); });
    void visit.client.start();
  }

  /** A page that runs: the others do nothing and hear nothing. */
  running(): Visit | undefined {
    const running = this.visits.filter(({ page }) => !page.isStopped);
    return running.length === 0 ? undefined : this.world.random.pick(running);
  }

  send(): void {
    const visit = this.running();
    if (visit === undefined) return;
    const text = `t${this.#texts++}`;
    this.said.get(visit)?.push(text);
    visit.client.send(text).then(({ offset }) => this.receipts.set(text, offset), () => {});
  }

  step(): void {
    const { random, server } = this.world;
    const visit = this.running() ?? this.visits[0]!;
    const fault = (): Fault => random.pick(["ok", "ok", "refused", "silent"]);
    random.pick<() => unknown>([
      () => this.send(),
      () => this.send(),
      () => this.send(),
      () => server.visitors.size > 0 && server.say(`bot ${this.#texts}`),
      () => server.visitors.size > 0 && server.say(`bot ${this.#texts}`),
      () => server.cutAll(),
      () => { server.faults.websocket = fault(); },
      () => { server.faults.sse = fault(); },
      () => { server.faults.longpoll = fault(); },
      () => { server.faults.post = random.pick(["ok", "ok", "refused"]); },
      () => { server.down = random.chance(0.4); },
      () => visit.page.isStopped || visit.page.happens(random.pick(["hide", "show", "online", "offline"])),
      () => random.chance(0.5) && this.reload(random.pick(this.visits)),
      () => random.chance(0.3) && this.visits.length > 1 && !visit.page.isStopped && this.leave(visit),
      () => random.chance(0.7) && visit.page.stop(),
      () => this.visits.forEach(({ page }) => random.chance(0.5) && page.goOn()),
      () => this.visits.forEach(({ page }) => random.chance(0.5) && page.goOn()),
      () => random.chance(0.3) && this.visits.length < 3 && this.open(),
      () => { server.refusals.push({ code: random.pick(["rate_limited", "unavailable", "internal"]), message: "Later.", retry_after: 1 }); },
      () => { if (random.chance(0.1)) server.epoch = `e${random.below(1000)}`; },
      () => server.visitors.size > 0 && server.tell({ type: "bye", code: "restart", reason: "Restart.", retry_after: 1 }),
      () => visit.page.isStopped || visit.client.loadOlder(),
    ])();
  }

  /** The page is killed and opened again. */
  reload(visit: Visit): void {
    visit.page.kill();
    this.visits.splice(this.visits.indexOf(visit), 1);
    this.open();
  }

  /** The page is closed in good order. */
  leave(visit: Visit): void {
    visit.client.close();
    this.visits.splice(this.visits.indexOf(visit), 1);
  }

  heal(): void {
    const { server, browser } = this.world;
    browser.loses = () => false;
    server.down = false;
    server.copies = () => 1;
    server.losesAnswer = () => false;
    server.latency = () => 10;
    server.refusals = [];
    Object.assign(server.faults, { websocket: "ok", sse: "ok", longpoll: "ok", post: "ok" });
    if (this.lossy || !this.together) this.open(); // a page that is gone may have left something that no other knows of
    for (const { page } of this.visits) {
      page.goOn();
      page.happens("show");
    }
  }

  check(): void {
    const { log } = this.world.server;
    const logged = log.map((e) => (e.kind === "message" && e.parts[0]?.type === "text" ? e.parts[0].text : ""));
    const at = `seed ${this.seed}`;
    assert.ok(this.oneLed, `${at}: two pages have led at once`);
    assert.ok(this.shownOnce, `${at}: something was shown twice`);
    for (const own of this.said.values()) {
      const places = own.map((text) => logged.indexOf(text));
      assert.ok(places.every((place) => place >= 0), `${at}: lost ${own.filter((_, i) => (places[i] ?? -1) < 0).join()}`);
      assert.deepEqual(places, [...places].sort((a, b) => a - b), `${at}: a page's messages were swapped`);
    }
    assert.equal(new Set(logged.filter((t) => t.startsWith("t"))).size, logged.filter((t) => t.startsWith("t")).length, `${at}: one came twice`);
    for (const [text, offset] of this.receipts) assert.equal(logged[offset - 1], text, `${at}: a receipt names the wrong place`);
    for (const [key, visitors] of this.world.server.senders) assert.equal(visitors.size, 1, `${at}: ${key} was sent by two`);
    if (this.together) {
      assert.equal(this.world.server.connections, 1, `${at}: the pages have not one connection`);
      assert.equal(this.visits.filter(({ client }) => client.state.leads).length, 1, `${at}: not one of them leads`);
    }
    for (const { client } of this.visits) {
      const first = client.state.messages[0]?.offset ?? 1;
      assert.deepEqual(texts(client), logged.slice(first - 1), `${at}: the view is not the log`);
      assert.ok(client.state.messages.every((m) => m.status === "sent"), `${at}: something is still on its way`);
    }
  }
}

/** What holds at every moment: nothing is shown twice. */
function isShownOnce({ messages }: State): boolean {
  const offsets = messages.flatMap((m) => (m.offset > 0 ? [m.offset] : []));
  const keys = messages.flatMap((m) => m.key ?? []);
  return new Set(keys).size === keys.length && new Set(offsets).size === offsets.length;
}

test(`whatever fails, no message is lost, doubled or swapped, and the view is the log (${SEEDS} seeds)`, async () => {
  let messages = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const run = new Run(seed);
    run.open();
    run.send();
    for (let i = 0; i < STEPS; i++) {
      await run.world.clock.run(run.world.random.below(1_500));
      run.oneLed &&= !run.together || run.visits.filter(({ page, client }) => !page.isStopped && client.state.leads).length <= 1;
      run.step();
    }
    run.heal();
    await run.world.clock.run(90_000);
    run.check();
    messages += run.world.server.log.length;
    for (const { client } of run.visits) client.close();
  }
  assert.ok(messages > SEEDS * 20, `${messages} messages are not much of a test`);
});
