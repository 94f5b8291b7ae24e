// src/client/errors.ts
var ChatError = class extends Error {
  constructor(code, message, more = {}) {
    super(message, { cause: more.cause });
    this.code = code;
    this.name = "ChatError";
    this.retryAfter = more.retryAfter;
    this.status = more.status;
  }
  /** Whether the same may be tried again later without anybody changing anything. */
  get passing() {
    return PASSING.has(this.code);
  }
};
var PASSING = /* @__PURE__ */ new Set([
  "unreachable",
  "rate_limited",
  "internal",
  "unavailable",
  "restart",
  "overloaded",
  "superseded"
]);
function told(e, status) {
  return new ChatError(e.code, e.message, { status, retryAfter: e.retry_after === void 0 ? void 0 : e.retry_after * 1e3 });
}
function unreachable(cause) {
  return cause instanceof ChatError ? cause : new ChatError("unreachable", "The chat cannot be reached.", { cause });
}

// src/client/shape.ts
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
var string = (v) => typeof v === "string";
var number = (v) => typeof v === "number" && v >= 0;
var offset = (v) => Number.isSafeInteger(v) && v >= 0;
var boolean = (v) => typeof v === "boolean";
var either = (...checks) => (v) => checks.some((check) => check(v));
var orNull = (check) => (v) => v === null || check(v);
var optional = (check) => (v) => v === void 0 || check(v);
var list = (check) => (v) => Array.isArray(v) && v.every(check);
var record = (check) => (v) => isObject(v) && Object.values(v).every(check);
var object = (fields) => (v) => isObject(v) && Object.entries(fields).every(([name, check]) => check(v[name]));
var participant = object({ id: string, name: string, role: string });

// src/client/frames.ts
var target = either(string, offset);
var parts = list(object({ type: string, text: optional(string) }));
var readMark = object({ participant: string, offset });
var limits = object({ connections: number, rate: number, burst: number, payload: number, text: number, parts: number });
var failure = object({ code: string, message: string, key: optional(string), retry_after: optional(number) });
var FRAMES = {
  welcome: object({
    session: string,
    conversation: orNull(string),
    head: offset,
    cursor: string,
    recovered: boolean,
    heartbeat: number,
    limits,
    participants: list(participant),
    reads: list(readMark)
  }),
  event: isEvent,
  ack: object({ key: string, conversation: string, offset, id: string, at: string }),
  error: failure,
  delta: object({ draft: string, author: participant, from: offset, text: string, done: boolean }),
  typing: object({ author: participant, on: boolean, ttl: number }),
  read: readMark,
  presence: object({ participant: string, online: boolean }),
  cursor: object({ cursor: string }),
  reset: object({ conversation: orNull(string), head: offset, cursor: string }),
  bye: object({ code: string, reason: string, retry_after: optional(number) }),
  pong: object({})
};
var event = object({ conversation: string, offset, id: string, at: string, author: participant, kind: string, key: optional(string) });
var KINDS = {
  message: object({ parts, reply: optional(offset), draft: optional(string) }),
  action: object({ event: target, value: string }),
  joined: object({ participant: string }),
  edited: object({ event: target, parts }),
  erased: object({ event: target })
};
function isEvent(value) {
  if (!event(value)) return false;
  const { kind } = value;
  return !Object.hasOwn(KINDS, kind) || KINDS[kind]?.(value) === true;
}
function decode(payload) {
  let frames;
  try {
    frames = JSON.parse(payload);
  } catch (cause) {
    throw broken(cause);
  }
  if (!Array.isArray(frames)) throw broken();
  return frames.filter((frame) => {
    if (!isObject(frame) || typeof frame.type !== "string") throw broken();
    if (!Object.hasOwn(FRAMES, frame.type)) return false;
    if (!FRAMES[frame.type]?.(frame)) throw broken();
    return true;
  });
}
function encode(frames) {
  return JSON.stringify(frames);
}
function broken(cause) {
  return new ChatError("unreachable", "The chat's answer could not be read.", { cause });
}

// src/client/model.ts
var EMPTY = {
  log: [],
  cursor: null,
  logged: [],
  pending: [],
  drafts: [],
  state: {
    me: null,
    conversation: null,
    messages: [],
    participants: [],
    typing: [],
    reads: {},
    connection: { state: "idle", attempt: 0 },
    unread: 0,
    older: "unknown",
    ended: false,
    limits: null,
    leads: false
  }
};
function lastOffset(model) {
  return model.log.at(-1)?.offset ?? 0;
}

// src/client/project.ts
var SHOWN = /* @__PURE__ */ new Set(["message", "action", "joined", "assigned", "handoff", "ended"]);
function project(log, pending, me, previous) {
  const entries = [];
  const places = /* @__PURE__ */ new Map();
  const amend = (event2, change) => {
    const place = event2 === void 0 ? void 0 : places.get(event2);
    const entry = place === void 0 ? void 0 : entries[place];
    if (entry !== void 0 && place !== void 0 && !entry.erased) entries[place] = { ...entry, ...change };
    return entry?.id;
  };
  for (const event2 of log) {
    if (event2.kind === "edited") amend(event2.event, { parts: event2.parts, edited: true });
    if (event2.kind === "erased") amend(event2.event, { parts: [], erased: true });
    if (!SHOWN.has(event2.kind)) continue;
    const entry = entryOf(event2, me);
    const pressed = event2.kind === "action" ? amend(event2.event, { chosen: event2.value }) : void 0;
    places.set(event2.id, entries.length).set(event2.offset, entries.length);
    entries.push(pressed === void 0 ? entry : { ...entry, event: pressed });
  }
  for (const press of pending) {
    if (press.kind === "action" && press.status !== "failed" && press.value !== void 0) amend(press.event, { chosen: press.value });
  }
  return keepIdentity(entries, previous);
}
function arrange(logged, pending, drafts) {
  return [...logged, ...pending, ...drafts];
}
function countUnread(logged, mark) {
  let count = 0;
  for (let i = logged.length - 1; i >= 0; i--) {
    const entry = logged[i];
    if (entry === void 0 || entry.offset <= mark) break;
    if (entry.kind === "message" && !entry.own) count++;
  }
  return count;
}
function isEnded(log) {
  const last = log.findLast((e) => e.kind === "ended" || e.kind === "message" && e.author.role === "visitor");
  return last?.kind === "ended";
}
function entryOf(event2, me) {
  const { type: _type, conversation: _conversation, ...fields } = event2;
  const { draft, ...rest } = fields;
  return {
    ...rest,
    parts: fields.parts ?? [],
    own: event2.author.id === me,
    status: "sent",
    ...draft === void 0 ? {} : { draftId: draft }
  };
}
function keepIdentity(entries, previous) {
  const before = new Map(previous.map((entry) => [entry.offset, entry]));
  return entries.map((entry) => {
    const old = before.get(entry.offset);
    return old !== void 0 && sameFields(old, entry) ? old : entry;
  });
}
function sameFields(a, b) {
  const fields = Object.keys(a);
  return fields.length === Object.keys(b).length && fields.every((field) => a[field] === b[field] || bothEmpty(a[field], b[field]));
}
function bothEmpty(a, b) {
  return Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0;
}

// src/client/reduce.ts
var Gap = class extends Error {
};
function reduce(model, change) {
  switch (change.type) {
    case "event":
      return withEvents(model, [change]);
    case "page":
      return withPage(model, change);
    case "restored":
      return withSnapshot(model, change.snapshot);
    case "cursor":
      return { ...model, cursor: change.cursor };
    case "welcome":
      return welcomed(model, change);
    case "reset":
      return following(model, change.conversation);
    case "ack":
      return acknowledged(model, change);
    case "delta":
      return withDelta(model, change);
    case "typing":
      return withTyping(model, change);
    case "read":
      return shown(model, { reads: raised(model.state.reads, [change]) });
    case "session":
      return shown(model, { me: change.me });
    case "connection":
      return shown(model, { connection: change.connection });
    case "queued":
      return withQueued(model, change.message);
    case "refused":
      return withPending(model, changed(model.pending, change.key, (m) => ({ ...m, status: "failed", error: change.error })));
    case "retried":
      return withPending(model, changed(model.pending, change.key, ({ error: _, ...m }) => ({ ...m, status: "sending" })));
    case "discarded":
    case "set aside":
      return withPending(model, model.pending.filter((m) => m.key !== change.key));
    case "loading":
      return shown(model, { older: change.on ? "loading" : olderThan(model.log) });
    case "expired":
      return expired(model, change);
    case "left":
      return without(model, NO_CONVERSATION);
    case "signed out":
      return without(model, { ...NO_CONVERSATION, me: null });
    case "leads":
      return shown(model, { leads: change.on });
    case "model":
      return { ...change.model, state: { ...change.model.state, leads: model.state.leads } };
    default:
      return model;
  }
}
function reduceAll(model, changes) {
  let next = model;
  for (let i = 0; i < changes.length; i++) {
    const run = [];
    for (let event2 = changes[i]; event2?.type === "event"; event2 = changes[i]) {
      run.push(event2);
      i++;
    }
    if (run.length > 0) next = withEvents(next, run);
    const change = changes[i];
    if (change !== void 0) next = reduce(next, change);
  }
  return next;
}
var NO_CONVERSATION = { conversation: null, participants: [], typing: [], reads: {}, older: "unknown" };
function shown(model, fields, previous = model) {
  const state = { ...model.state, ...fields };
  const me = state.me?.id;
  const logged = model.log !== previous.log || model.pending !== previous.pending || me !== previous.state.me?.id || model.logged !== previous.logged ? project(model.log, model.pending, me, previous.logged) : model.logged;
  const listed = logged !== previous.logged || model.pending !== previous.pending || model.drafts !== previous.drafts;
  const next = {
    ...state,
    messages: listed ? arrange(logged, model.pending, model.drafts) : state.messages,
    unread: me === void 0 ? 0 : countUnread(logged, state.reads[me] ?? 0),
    ended: isEnded(model.log)
  };
  const same = Object.keys(next).every((field) => next[field] === previous.state[field]);
  return { ...model, logged, state: same ? previous.state : next };
}
function withPending(model, pending) {
  return shown({ ...model, pending }, {}, model);
}
function withQueued(model, message) {
  if ([...model.log, ...model.pending].some((e) => e.key === message.key)) return model;
  return withPending(model, [...model.pending, message].sort((a, b) => a.at < b.at ? -1 : Number(a.at > b.at)));
}
function changed(messages, key, change) {
  return messages.map((m) => m.key === key ? change(m) : m);
}
function withEvents(model, events) {
  const log = [...model.log];
  let last = lastOffset(model);
  const conversation = model.log[0]?.conversation ?? events[0]?.conversation;
  for (const event2 of events) {
    if (event2.offset <= last && event2.conversation === conversation) continue;
    if (event2.offset !== last + 1 || event2.conversation !== conversation) throw new Gap(`event ${event2.offset} came after ${last}`);
    log.push(event2);
    last = event2.offset;
  }
  return log.length === model.log.length ? model : withLog(model, log);
}
function withLog(model, log) {
  const keys = new Set(log.map((e) => e.key));
  const drafts = new Set(log.map((e) => e.kind === "message" ? e.draft : void 0));
  const last = lastOffset({ log });
  const next = {
    ...model,
    log,
    pending: kept(model.pending, (m) => !keys.has(m.key) && !(m.offset > 0 && m.offset <= last)),
    drafts: kept(model.drafts, (m) => !drafts.has(m.id))
  };
  const joined = log.flatMap((e) => e.kind === "joined" ? [e.author] : []);
  const known = new Set(model.state.participants.map((p) => p.id));
  const fresh = joined.filter((p) => !known.has(p.id) && known.add(p.id));
  return shown(next, {
    conversation: log.at(-1)?.conversation ?? model.state.conversation,
    participants: fresh.length > 0 ? [...model.state.participants, ...fresh] : model.state.participants,
    older: model.state.older === "loading" ? "loading" : olderThan(log)
  }, model);
}
function kept(list2, keep) {
  return list2.every(keep) ? list2 : list2.filter(keep);
}
function olderThan(log) {
  const first = log[0];
  if (first === void 0) return "none";
  return first.offset === 1 ? "none" : "more";
}
function withPage(model, { place, conversation, events, cursor }) {
  const contiguous = events.every((e, i) => i === 0 || e.offset === (events[i - 1]?.offset ?? 0) + 1);
  if (!contiguous) return model;
  if (place === "newest") {
    const next = withLog(following(model, conversation), events);
    return cursor === void 0 ? next : { ...next, cursor };
  }
  const touches = conversation === model.state.conversation && events.at(-1)?.offset === (model.log[0]?.offset ?? 0) - 1;
  return touches ? withLog(model, [...events, ...model.log]) : model;
}
function withSnapshot(model, { conversation, cursor, participants, reads, events }) {
  const next = shown(model, { conversation, participants, reads });
  return { ...withLog(next, events), cursor };
}
function following(model, conversation) {
  if (conversation === model.state.conversation) return model;
  const first = model.log.length === 0 && model.state.conversation === null;
  return first ? shown(model, { conversation }) : without(model, { ...NO_CONVERSATION, conversation });
}
function without(model, fields) {
  return shown({ ...EMPTY, state: model.state, pending: model.pending }, fields, model);
}
function welcomed(model, welcome) {
  const next = following(model, welcome.conversation);
  const fresh = !welcome.recovered && welcome.head === 0;
  const log = fresh && next.log.length > 0 ? [] : next.log;
  const drafts = next.drafts.length > 0 ? [] : next.drafts;
  return shown(
    { ...next, log, drafts, cursor: fresh ? welcome.cursor : next.cursor },
    {
      limits: welcome.limits,
      participants: welcome.participants,
      typing: [],
      reads: raised(next.state.reads, welcome.reads),
      older: welcome.head === 0 ? "none" : next.state.older
    },
    next
  );
}
function acknowledged(model, { key, offset: offset2, id, at }) {
  if (offset2 <= lastOffset(model)) return withPending(model, kept(model.pending, (m) => m.key !== key));
  return withPending(model, changed(model.pending, key, ({ error: _, ...m }) => ({ ...m, status: "sent", offset: offset2, id, at })));
}
function withDelta(model, { draft, author, from, text, done, at = "" }) {
  if (model.logged.some((m) => m.draftId === draft)) return model;
  const before = model.drafts.find((m) => m.id === draft);
  const said = before?.parts[0]?.text ?? "";
  if (from !== 0 && from !== said.length) return model;
  const grown = said.slice(0, from) + text;
  const others = model.drafts.filter((m) => m !== before);
  if (done && grown === "") return shown({ ...model, drafts: others }, {}, model);
  const parts2 = [{ type: "markdown", text: grown }];
  const message = before !== void 0 ? { ...before, parts: parts2 } : {
    id: draft,
    draftId: draft,
    offset: 0,
    at,
    author,
    kind: "message",
    parts: parts2,
    own: false,
    status: "sent",
    draft: true
  };
  const drafts = before === void 0 ? [...others, message] : model.drafts.map((m) => m === before ? message : m);
  return shown({ ...model, drafts }, {}, model);
}
function withTyping(model, { author, on }) {
  const { typing, me } = model.state;
  if (on && (author.id === me?.id || typing.some((p) => p.id === author.id))) return model;
  return shown(model, { typing: on ? [...typing, author] : kept(typing, (p) => p.id !== author.id) });
}
function expired(model, { participant: participant2, draft }) {
  const drafts = kept(model.drafts, (m) => m.id !== draft);
  return shown({ ...model, drafts }, { typing: kept(model.state.typing, (p) => p.id !== participant2) }, model);
}
function raised(reads, marks) {
  const higher = marks.filter((m) => m.offset > (Object.hasOwn(reads, m.participant) ? reads[m.participant] ?? 0 : 0));
  return higher.length === 0 ? reads : { ...reads, ...Object.fromEntries(higher.map((m) => [m.participant, m.offset])) };
}

// src/client/history.ts
var History = class {
  /** Fail is called when the log cannot be read: the connection has to begin anew. */
  constructor(http, store, fail) {
    this.http = http;
    this.store = store;
    this.fail = fail;
  }
  #held;
  #reading = new AbortController();
  /** Takes the next payload. One that begins with welcome is the first of a connection. */
  receive(frames) {
    if (frames[0]?.type === "welcome") this.forget();
    const place = frames.findLast(isPlace);
    if (place !== void 0) return this.#begin([...this.#held ?? [], ...frames], place);
    if (this.#held !== void 0) return void this.#held.push(...frames);
    try {
      this.store.dispatch(...frames);
    } catch (error) {
      if (!(error instanceof Gap)) throw error;
      this.#begin(frames, void 0);
    }
  }
  /** Drops what is held back. Where the log was not read, the cursor did not move. */
  forget() {
    this.#reading.abort();
    this.#held = void 0;
  }
  /** Puts the page before the oldest event into the log. It never rejects. */
  async older() {
    const { state, log } = this.store.model;
    const before = log[0]?.offset;
    if (state.older !== "more" || state.conversation === null || before === void 0) return;
    this.store.dispatch({ type: "loading", on: true });
    let page = [];
    try {
      const events = await this.#read(state.conversation, { before });
      page = [{ type: "page", place: "older", conversation: state.conversation, events }];
    } catch {
    }
    this.store.dispatch(...page, { type: "loading", on: false });
  }
  /** Reads the log anew; frames follow it. Place is the frame of theirs that wants it, undefined for a hole that was found. */
  #begin(frames, place) {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    const at = place === void 0 ? 0 : frames.indexOf(place) + 1;
    this.#held = frames.slice(at);
    const before = frames.slice(0, at).filter((f) => f.type !== "event" && f.type !== "cursor");
    const conversation = place === void 0 ? frames.find((f) => f.type === "event")?.conversation ?? null : place.conversation;
    const finish = (log, ...more) => {
      const held = this.#held ?? [];
      this.#held = void 0;
      this.store.dispatch(...before, log, ...more, ...place === void 0 ? [] : [{ type: "cursor", cursor: place.cursor }], ...held);
    };
    const page = (events, of) => ({ type: "page", place: "newest", conversation: of, events });
    if (conversation === null) return finish({ type: "left" });
    if (place?.head === 0) return finish(page([], conversation));
    this.#read(conversation, {}, signal).then((events) => {
      if (!signal.aborted) finish(page(events, conversation));
    }).catch((error) => {
      if (signal.aborted) return;
      this.#held = void 0;
      this.fail(error instanceof Gap ? new ChatError("unreachable", "The log has a hole.", { cause: error }) : unreachable(error));
    });
  }
  async #read(conversation, query, signal) {
    const path = `conversations/${encodeURIComponent(conversation)}/events`;
    const { events } = await this.http.json(path, signal === void 0 ? {} : { signal }, query);
    if (!isRun(events)) throw new ChatError("unreachable", "The chat's answer could not be read.");
    return events;
  }
};
function isRun(events) {
  return Array.isArray(events) && events.every(isEvent) && events.every((e, i) => e.offset === events[0].offset + i);
}
function isPlace(frame) {
  return frame.type === "reset" || frame.type === "welcome" && !frame.recovered && frame.head > 0;
}

// src/client/cache.ts
var EVENTS = 500;
var CHARACTERS = 512 * 1024;
var DELAY = 400;
var Cache = class {
  /** Model gives what is to be kept at the time of writing. */
  constructor(env, shelf, model) {
    this.env = env;
    this.shelf = shelf;
    this.model = model;
  }
  #due;
  /** Reads what was kept for a participant; anything else is nothing. */
  load(participant2) {
    const stored = this.shelf.get("log", isStored);
    return stored?.participant === participant2 ? stored.snapshot : void 0;
  }
  /** Writes soon. */
  changed() {
    this.#due ??= this.env.after(DELAY, () => this.write());
  }
  /** Writes now what has changed. */
  write() {
    if (this.#due === void 0) return;
    this.#cancel();
    const { log, cursor, state } = this.model();
    if (!this.shelf.lasts) return;
    const { me, conversation, participants, reads } = state;
    let events = log.slice(-EVENTS);
    while (me !== null && conversation !== null && cursor !== null) {
      const stored = { participant: me.id, snapshot: { conversation, cursor, participants, reads, events } };
      const fits = JSON.stringify(stored).length <= CHARACTERS;
      if (fits && this.shelf.set("log", stored)) return;
      if (events.length < 2) break;
      events = events.slice(Math.ceil(events.length / 2));
    }
    this.shelf.remove("log");
  }
  /** Drops what was kept. */
  forget() {
    this.#cancel();
    this.shelf.remove("log");
  }
  #cancel() {
    this.#due?.();
    this.#due = void 0;
  }
};
var isStored = object({
  participant: string,
  snapshot: object({ conversation: string, cursor: string, participants: list(participant), reads: record(number), events: isRun })
});

// src/client/backoff.ts
var LEAST = 500;
var MOST = 2e4;
var BOUND = 36e5;
function backoff(env, failures, why) {
  const most = Math.min(MOST, 1e3 * 2 ** Math.min(failures - 1, 10));
  const wait = LEAST + env.random() * (most - LEAST);
  if (why?.retryAfter === void 0) return wait;
  return Math.min(Math.max(wait, why.retryAfter * (1 + env.random() / 4)), BOUND);
}

// src/client/link.ts
var PATIENCE = 1e4;
var PONG = 5e3;
var Link = class {
  constructor(via, open, opening) {
    this.via = via;
    this.#env = opening.env;
    this.#heard = this.#said = opening.env.now();
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#wire = open(opening, { payload: (frames) => this.#payload(frames), closed: (why) => this.close(why) });
  }
  #env;
  #wire;
  #end = () => {
  };
  #over = false;
  #welcomed = () => {
  };
  #receive;
  #waiting = [];
  #heard;
  #said;
  #silence = () => {
  };
  #pulse = () => {
  };
  /** Waits for the welcome, so many milliseconds; throws the ChatError for which there is none. */
  async opened(timeout) {
    const stop = this.#env.after(timeout, () => this.close(new ChatError("unreachable", `No welcome came by ${this.via}.`)));
    const welcomed2 = new Promise((resolve) => {
      this.#welcomed = resolve;
    });
    const why = await Promise.race([welcomed2, this.ended]);
    stop();
    if (why !== void 0) throw why;
    return this;
  }
  /** Hands over the payloads, those that have come already and, from now on, each as it comes. */
  listen(receive) {
    this.#receive = receive;
    for (const frames of this.#waiting.splice(0)) receive(frames);
  }
  /** Whether frames can be sent over it. */
  get sends() {
    return this.#wire.send !== void 0 && !this.#over;
  }
  send(frames) {
    if (this.#over) return;
    this.#said = this.#env.now();
    this.#wire.send?.(frames);
  }
  /** Finds out whether it still works, which after sleep and changes of the network it may not; if not, it ends. */
  check() {
    if (this.#over || this.welcome === void 0) return;
    const asked = this.#env.now();
    if (this.sends) {
      this.send([{ type: "ping" }]);
      this.#env.after(PONG, () => {
        if (this.#heard < asked) this.close(silent());
      });
    } else if (asked - this.#heard > this.#limit) {
      this.close(silent());
    }
  }
  /** Ends it. */
  close(why) {
    if (this.#over) return;
    this.#over = true;
    this.#silence();
    this.#pulse();
    this.#wire.close();
    this.#end(why);
  }
  #payload(frames) {
    this.#heard = this.#env.now();
    const first = frames[0];
    if (this.welcome === void 0) {
      if (first?.type === "welcome") this.#begin(first);
      else if (!frames.some((f) => f.type === "bye")) return this.close(new ChatError("unreachable", "The connection did not begin with a welcome."));
    }
    if (this.#receive !== void 0) this.#receive(frames);
    else this.#waiting.push(frames);
    const bye = frames.findLast((f) => f.type === "bye");
    if (bye !== void 0) this.close(told({ ...bye, message: bye.reason }));
  }
  #begin(welcome) {
    this.welcome = welcome;
    this.#watch();
    if (this.sends) this.#keepAlive(welcome.heartbeat * 1e3);
    this.#welcomed();
  }
  /** Ends the link when nothing is heard for too long. */
  #watch() {
    const left = this.#heard + this.#limit - this.#env.now();
    if (left < 0) return this.close(silent());
    this.#silence = this.#env.after(left + 1, () => this.#watch());
  }
  /** Pings when nothing was sent for a while, so that the server and what stands between know that somebody is here. */
  #keepAlive(every) {
    const left = Math.max(this.#said + every - this.#env.now(), 1e3);
    this.#pulse = this.#env.after(left, () => {
      if (this.#env.now() - this.#said >= every) this.send([{ type: "ping" }]);
      this.#keepAlive(every);
    });
  }
  get #limit() {
    return (this.welcome?.heartbeat ?? 0) * 1e3 + PATIENCE;
  }
};
function silent() {
  return new ChatError("unreachable", "Nothing was heard of the server for too long.");
}

// src/client/wait.ts
var Wait = class {
  #env;
  #due = Infinity;
  #cancel = () => {
  };
  #resolve = () => {
  };
  /** Without a time it lasts until end. */
  constructor(env, ms) {
    this.#env = env;
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (ms !== void 0) this.shorten(ms);
  }
  /** Lets it last no longer than so many milliseconds from now. */
  shorten(ms) {
    const due = this.#env.now() + ms;
    if (due >= this.#due) return;
    this.#due = due;
    this.#cancel();
    this.#cancel = this.#env.after(ms, this.#resolve);
  }
  /** Ends it now. */
  end() {
    this.#cancel();
    this.#resolve();
  }
};

// src/client/connection.ts
var STABLE = 1e4;
var WELCOME = 5e3;
var PROBE = 12e4;
var PROBE_SOON = 5e3;
var PROBE_LATE = 18e5;
var HURRY = 250;
var Connection = class {
  constructor(env, http, ladder, transports, owner) {
    this.env = env;
    this.http = http;
    this.ladder = ladder;
    this.transports = transports;
    this.owner = owner;
    this.#tab = env.id();
  }
  #run;
  #link;
  #opening;
  #failures = 0;
  #wasOnline = false;
  /** When the present connection was welcomed; undefined: there was none in this attempt. */
  #onlineSince;
  /** The wait before the next attempt, and whether the server has set its time. */
  #wait;
  #told = false;
  /** Lasts while the page is put away. */
  #away;
  /** The wait before better transports are probed, and whether the network has changed since they were. */
  #probe;
  #networkChanged = false;
  #tab;
  /** The connection in use; undefined while there is none. */
  get link() {
    return this.#link;
  }
  /** Connects, or connects again, and stays connected until stop or until the server does not want it. */
  start(again = false) {
    if (this.#run !== void 0) return;
    this.#run = new AbortController();
    this.#failures = 0;
    this.#wasOnline = again;
    void this.#stay(this.#run.signal);
  }
  /** Ends the connection. */
  stop() {
    if (this.#run === void 0) return;
    this.#run.abort();
    this.#run = void 0;
    this.#closeLinks(unwanted());
    this.#wait?.end();
    this.owner.changed({ state: "idle", attempt: 0 });
  }
  /** Gives the present connection up, for a reason, and comes back. */
  drop(why) {
    this.#link?.close(why);
  }
  /** Lets go of the server until resume: the page is put away, or another tab has the connection. */
  pause() {
    this.#away ??= new Wait(this.env);
    this.#closeLinks(new ChatError("unreachable", "The page is put away."));
  }
  /** The connection is wanted again, or the page is looked at again: whether it works is found out at once. */
  resume() {
    this.#away?.end();
    this.#away = void 0;
    this.#hurry();
    this.#link?.check();
  }
  /** The network came or went. */
  networkChanged() {
    this.#networkChanged = true;
    this.#probe?.shorten(PROBE_SOON);
    this.#link?.check();
    if (this.env.online()) this.#hurry();
  }
  /** Makes the next attempt soon, but not before the time that the server set. However often, attempts keep a distance. */
  #hurry() {
    if (!this.#told) this.#wait?.shorten(HURRY * (1 + this.env.random()));
  }
  #closeLinks(why) {
    this.#link?.close(why);
    this.#opening?.close(why);
    this.#link = this.#opening = void 0;
  }
  async #stay(run) {
    while (!run.aborted) {
      const why = await this.#connect(run);
      if (run.aborted) return;
      this.#link = void 0;
      if (!why.passing && !this.owner.refused(why)) {
        this.#run = void 0;
        this.owner.changed({ state: "offline", attempt: this.#failures, reason: why.code });
        return;
      }
      const stable = this.#onlineSince !== void 0 && this.env.now() - this.#onlineSince > STABLE;
      this.#failures = stable ? 1 : this.#failures + 1;
      await this.#rest(why);
    }
  }
  /** Connects and stays connected over one link, or a row of better ones; returns why that is over. */
  async #connect(run) {
    this.#onlineSince = void 0;
    this.owner.changed({ state: this.#trying, attempt: this.#failures });
    try {
      await this.owner.session();
      let link = await this.#climb(run);
      for (; ; ) {
        this.#adopt(link);
        const next = await this.#hold(link, run);
        if (next instanceof ChatError) return next;
        link = next;
      }
    } catch (error) {
      return unreachable(error);
    }
  }
  /** Tries one transport after the other until one works. */
  async #climb(run) {
    let why = new ChatError("unreachable", "There is no transport to try.");
    for (const via of this.ladder.round(this.#failures)) {
      if (run.aborted || this.#away !== void 0) break;
      try {
        const link = await this.#open(via);
        if (run.aborted) throw unwanted();
        return link;
      } catch (error) {
        why = unreachable(error);
        if (why.code !== "unreachable") throw why;
        if (this.#away === void 0) this.ladder.failed(via);
      }
    }
    throw why;
  }
  async #open(via) {
    const link = new Link(via, this.transports[via], { env: this.env, http: this.http, tab: this.#tab, ...this.owner.place() });
    this.#opening = link;
    return link.opened(Math.min(WELCOME + 8 * this.http.roundTrip, 4 * WELCOME));
  }
  #adopt(link) {
    this.#link = link;
    this.#opening = void 0;
    this.#wasOnline = true;
    this.#onlineSince ??= this.env.now();
    this.ladder.worked(link.via);
    link.listen((frames) => this.owner.receive(frames));
    this.owner.changed({ state: "online", via: link.via, attempt: 0 });
  }
  /** Waits until a link ends, or has to make way for a better one; that is opened first, so that nothing is interrupted. */
  async #hold(link, run) {
    const better = this.ladder.above(link.via);
    if (better.length === 0) return link.ended;
    let every = this.#networkChanged ? PROBE_SOON : PROBE;
    for (; ; ) {
      const why = await this.#endsWithin(link, every * (0.75 + this.env.random() / 2));
      if (why !== void 0) return why;
      const found = await this.#openAny(better);
      if (found !== void 0 && !run.aborted && this.#away === void 0) {
        link.close(new ChatError("superseded", "A better transport works."));
        return found;
      }
      found?.close(unwanted());
      this.#networkChanged = false;
      every = Math.min(Math.max(every, PROBE / 2) * 2, PROBE_LATE);
    }
  }
  async #openAny(rungs) {
    for (const via of rungs) {
      if (this.#away !== void 0) break;
      const link = await this.#open(via).catch(() => void 0);
      if (link !== void 0) return link;
    }
    return void 0;
  }
  async #endsWithin(link, ms) {
    this.#probe = new Wait(this.env, ms);
    const why = await Promise.race([link.ended, this.#probe.over]);
    this.#probe.end();
    return why ?? void 0;
  }
  /** Waits until the next attempt is due, or something has changed that lets it succeed, and the page is there. */
  async #rest(why) {
    const ms = backoff(this.env, this.#failures, why);
    this.#told = why.retryAfter !== void 0;
    this.#wait = new Wait(this.env, ms);
    const retryAt = this.env.now() + ms;
    this.owner.changed({ state: this.env.online() ? this.#trying : "offline", attempt: this.#failures, retryAt });
    await this.#wait.over;
    this.#wait = void 0;
    await this.#away?.over;
  }
  get #trying() {
    return this.#wasOnline ? "reconnecting" : "connecting";
  }
};
function unwanted() {
  return new ChatError("closed", "The connection is not wanted any more.");
}

// src/client/courier.ts
var TIMEOUT = 15e3;
var Courier = class {
  constructor(env, http, link, receive) {
    this.env = env;
    this.http = http;
    this.link = link;
    this.receive = receive;
  }
  #answers = /* @__PURE__ */ new Map();
  /** Looks for answers in what the server sent. */
  heard(frames) {
    for (const frame of frames) {
      const answer = answerIn(frame);
      if (answer !== void 0) this.#answers.get(answer[0])?.(answer[1]);
    }
  }
  /**
   * Carries a command and brings its ack. Throws the ChatError that it was refused with; with a passing one the
   * outcome may be unknown. The connection may only be used for the conversation that it follows.
   */
  async carry(command, conversation, connection) {
    const link = this.link();
    const answer = connection && link?.sends ? await this.#send(command, link) : await this.#post(command, conversation);
    if (answer instanceof ChatError) throw answer;
    return answer;
  }
  /** Says something that needs no answer. Where it gets lost, that is no loss. */
  say(frame, conversation) {
    const link = this.link();
    if (link?.sends) link.send([frame]);
    else if (link !== void 0) this.#request([frame], conversation).catch(() => {
    });
  }
  async #send(command, link) {
    const late = new Wait(this.env, TIMEOUT);
    const answer = new Promise((resolve) => this.#answers.set(command.key, resolve));
    link.send([command]);
    const first = await Promise.race([answer, link.ended.then(unknown), late.over]);
    late.end();
    this.#answers.delete(command.key);
    if (first !== void 0) return first;
    link.check();
    return unknown();
  }
  async #post(command, conversation) {
    try {
      const frames = await this.#request([command], conversation);
      this.receive(frames);
      return frames.map(answerIn).find((a) => a?.[0] === command.key)?.[1] ?? unknown();
    } catch (error) {
      return blocked(unreachable(error));
    }
  }
  async #request(frames, conversation) {
    return decode(await this.http.text(this.http.url("send", { conversation }), { method: "POST", body: frames }));
  }
};
function weigh(command) {
  return new TextEncoder().encode(encode([command])).length;
}
function answerIn(frame) {
  switch (frame.type) {
    case "ack":
      return [frame.key, frame];
    case "error":
      return frame.key === void 0 ? void 0 : [frame.key, told(frame)];
    case "event":
      return frame.key === void 0 ? void 0 : [frame.key, ackOf(frame, frame.key)];
    default:
      return void 0;
  }
}
function ackOf({ conversation, offset: offset2, id, at }, key) {
  return { type: "ack", key, conversation, offset: offset2, id, at };
}
function unknown() {
  return new ChatError("unreachable", "No answer came in time.");
}
function blocked(error) {
  const refused = error.code === "unreachable" && [400, 403, 406, 413].includes(error.status ?? 0);
  return refused ? new ChatError("forbidden", "The message was blocked on its way.", { status: error.status }) : error;
}

// src/client/expiry.ts
var DRAFT = 1e4;
var Expiry = class {
  constructor(env, dispatch) {
    this.env = env;
    this.dispatch = dispatch;
  }
  #due = /* @__PURE__ */ new Map();
  /** Looks at what the server told. */
  heard(frames) {
    for (const frame of frames) {
      if (frame.type === "typing" && frame.on) {
        const { id } = frame.author;
        this.#expire(`typing ${id}`, frame.ttl * 1e3, { type: "expired", participant: id });
      }
      if (frame.type === "delta" && frame.done) {
        this.#expire(`draft ${frame.draft}`, DRAFT, { type: "expired", draft: frame.draft });
      }
    }
  }
  /** Ends all waiting. */
  close() {
    for (const cancel of this.#due.values()) cancel();
    this.#due.clear();
  }
  #expire(name, ms, change) {
    this.#due.get(name)?.();
    this.#due.set(name, this.env.after(ms, () => {
      this.#due.delete(name);
      this.dispatch(change);
    }));
  }
};

// src/client/version.ts
var VERSION = "0.1.0";

// src/client/http.ts
var TIMEOUT2 = 2e4;
var Http = class {
  constructor(env, server, bearer) {
    this.env = env;
    /** The bearer token; null: the cookie counts. */
    this.token = null;
    /** What a small request took lately, in milliseconds. */
    this.roundTrip = 0;
    const url = new URL(server, env.base);
    url.search = url.hash = "";
    if (!url.pathname.endsWith("/")) url.pathname += "/";
    this.server = url.href;
    this.#credentials = bearer ? "omit" : "include";
  }
  #credentials;
  /** Makes the URL of a path below the mount. */
  url(path, query = {}) {
    const url = new URL(path, this.server);
    for (const [name, value] of Object.entries(query)) if (value != null) url.searchParams.set(name, String(value));
    return url.href;
  }
  /** Makes a request and returns the answer, whose status is below 300; else it throws a ChatError. */
  async open(url, { method = "GET", body, headers, signal }) {
    const init = {
      method,
      cache: "no-store",
      credentials: this.#credentials,
      headers: {
        ...headers,
        ...method === "GET" ? {} : { "Chat-Client": `chatmount-js/${VERSION}` },
        ...body === void 0 ? {} : { "Content-Type": "application/json" },
        ...this.token === null ? {} : { Authorization: `Bearer ${this.token}` }
      },
      ...body === void 0 ? {} : { body: JSON.stringify(body) },
      ...signal === void 0 ? {} : { signal }
    };
    try {
      const response = await this.env.fetch(url, init);
      if (response.status >= 300) throw await refusal(response);
      return response;
    } catch (error) {
      throw unreachable(error);
    }
  }
  /** Makes a request that is answered soon, and returns the text of the answer. */
  async text(url, request) {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    const stop = this.env.after(TIMEOUT2, giveUp);
    request.signal?.addEventListener("abort", giveUp);
    if (request.signal?.aborted) giveUp();
    try {
      const response = await this.open(url, { ...request, signal: abort.signal });
      return await response.text();
    } catch (error) {
      throw unreachable(error);
    } finally {
      stop();
      request.signal?.removeEventListener("abort", giveUp);
    }
  }
  /** Makes a request that is answered soon with a JSON object. */
  async json(path, request = {}, query = {}) {
    const start = this.env.now();
    const text = await this.text(this.url(path, query), request);
    this.roundTrip = this.env.now() - start;
    const value = parse(text);
    if (!isObject(value)) throw new ChatError("unreachable", "The chat's answer could not be read.");
    return value;
  }
};
async function refusal(response) {
  const body = parse(await response.text());
  const error = isObject(body) ? body.error : void 0;
  if (failure(error)) return told(error, response.status);
  return new ChatError("unreachable", `The chat cannot be reached (status ${response.status}).`, { status: response.status });
}
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/client/ladder.ts
var MEMORY = 24 * 36e5;
var Ladder = class {
  constructor(env, shelf, rungs) {
    this.env = env;
    this.shelf = shelf;
    this.rungs = rungs;
  }
  /** The transport that worked last on this page. */
  #proven;
  /**
   * The transports to try in one round. Right after the loss of a connection it is the transport of that alone:
   * when a server restarts, the others would find it up a moment later and be taken for better.
   */
  round(failures) {
    if (this.#proven !== void 0 && failures <= 1) return [this.#proven];
    const known = this.shelf.get("via", isMemory);
    if (known === void 0 || known.until < this.env.now() || !this.rungs.includes(known.via)) return this.rungs;
    return [known.via, ...this.rungs.filter((via) => via !== known.via)];
  }
  /** The transports that are better than one. */
  above(via) {
    return this.rungs.slice(0, this.rungs.indexOf(via));
  }
  worked(via) {
    this.#proven = via;
    if (via === this.rungs[0]) this.shelf.remove("via");
    else this.shelf.set("via", { via, until: this.env.now() + MEMORY });
  }
  /** Forgets a transport that does not work any more. */
  failed(via) {
    if (this.shelf.get("via", isMemory)?.via === via) this.shelf.remove("via");
  }
};
var isMemory = object({ via: string, until: number });

// src/client/longpoll.ts
var WAIT = 25;
var REST = 1e3;
var openLongPoll = ({ env, http, conversation, cursor, tab }, told2) => {
  const abort = new AbortController();
  const url = http.url("poll");
  const poll = async (place, first) => {
    const body = { connection: tab, wait: WAIT, ...first ? { first } : {}, ...conversation === null ? {} : { conversation }, ...place === null ? {} : { cursor: place } };
    const response = await http.open(url, { method: "POST", body, signal: abort.signal });
    if (response.status === 204) return place;
    const frames = decode(await response.text());
    if (abort.signal.aborted) return place;
    told2.payload(frames);
    return nextCursor(frames) ?? place;
  };
  const loop = async () => {
    let place = await poll(cursor, true);
    while (!abort.signal.aborted) {
      const start = env.now();
      const next = await poll(place, false);
      const rest = next === place ? REST - (env.now() - start) : 0;
      if (rest > 0) await new Promise((wake) => env.after(rest, wake));
      place = next;
    }
  };
  loop().catch((error) => {
    if (abort.signal.aborted) return;
    abort.abort();
    told2.closed(unreachable(error));
  });
  return { close: () => abort.abort() };
};
function nextCursor(frames) {
  const last = frames.findLast((f) => f.type === "cursor");
  if (last !== void 0) return last.cursor;
  if (frames.some((f) => f.type === "bye")) return void 0;
  throw new ChatError("unreachable", "The answer to the poll has no cursor.");
}

// src/client/outbox.ts
var Outbox = class {
  constructor(env, shelf, courier, place, dispatch) {
    this.env = env;
    this.shelf = shelf;
    this.courier = courier;
    this.place = place;
    this.dispatch = dispatch;
  }
  #entries = [];
  #turn = 0;
  #sending = false;
  /** How often the first entry that waits was tried in vain. */
  #failures = 0;
  #closed = false;
  #receipts = /* @__PURE__ */ new Map();
  /** What has become of entries by their keys: another tab may not know it yet. */
  #done = /* @__PURE__ */ new Map();
  get entries() {
    return this.#entries;
  }
  /** What is to be sent next. What another participant has said never is. */
  get next() {
    return this.#entries.find((entry) => entry.error === void 0 && (entry.participant ?? this.#me) === this.#me);
  }
  /** Whether anything is stored, whosever it is. */
  get left() {
    return this.shelf.names(PREFIX).length > 0;
  }
  /** Takes over what is stored and is of whoever is signed in; with anybodys set, what others have said too. */
  load(anybodys = false) {
    this.take(this.#stored().filter(({ participant: participant2 }) => anybodys || this.#isOwn(participant2)));
  }
  /** Takes over what another tab has to send. */
  take(entries) {
    for (const entry of entries) {
      const { key } = entry.command;
      const done = this.#done.get(key);
      if (done !== void 0) this.dispatch(done);
      else if (this.#find(key) === void 0) this.#put(entry);
    }
    this.#entries.sort(byTurn);
    this.send();
  }
  /** Takes a command; resolves when it is durable. */
  add(command) {
    const { conversation } = this.place();
    const now = this.env.now();
    const turn = Math.max(now, this.#turn + 1);
    const entry = { command, at: new Date(now).toISOString(), turn, conversation, participant: this.#me };
    this.#keep(entry);
    this.#put(entry);
    const receipt = new Promise((resolve, reject) => this.#receipts.set(command.key, { resolve, reject }));
    this.send();
    return receipt;
  }
  /** Lets a refused entry be sent again. */
  retry(key) {
    if (this.#find(key)?.error === void 0) return;
    this.dispatch({ type: "retried", key });
    this.send();
  }
  /** Drops an entry. If it was sent already, that is not undone. */
  discard(key) {
    const discarded = { type: "discarded", key };
    this.#done.set(key, discarded);
    this.dispatch(discarded);
  }
  /** Follows what has changed, in this tab or in the one that sends. */
  heard(changes) {
    for (const change of changes) {
      switch (change.type) {
        case "ack":
          this.#settle(change);
          break;
        case "event":
          if (change.key !== void 0) this.#settle(ackOf(change, change.key));
          break;
        case "refused":
          this.#refused(change.key, new ChatError(change.code, change.error));
          break;
        case "retried":
          this.#retried(change.key);
          break;
        case "discarded":
          this.#drop(change.key, "discarded", "The message was discarded.");
          this.shelf.remove(PREFIX + change.key);
          break;
        case "set aside":
          this.#drop(change.key, "unauthenticated", "The session has ended before the message was sent.");
          break;
        case "leads":
          this.#entries = this.#entries.filter(({ command }) => this.#read(command.key) === void 0);
          break;
        case "model":
          this.heard(change.model.log);
          for (const { key = "", error = "" } of change.model.pending) if (error !== "") this.#refused(key, new ChatError("invalid", error));
          for (const entry of this.#entries) this.dispatch({ type: "queued", message: messageOf(entry, this.place().me) });
      }
    }
  }
  /** Sends what waits, as long as there is a connection. It may be called at any time. */
  send() {
    if (this.#sending) return;
    this.#sending = true;
    void this.#sendAll();
  }
  /** Marks everything that waits as refused: there will be no connection for it. */
  refuseAll(why) {
    for (const entry of this.#entries) if (entry.error === void 0) this.#refuse(entry, why);
  }
  /** Puts away what others than the participant have said: it stays stored, until they are back. */
  setAside(participant2) {
    for (const entry of this.#entries) {
      if ((entry.participant ?? participant2) !== participant2) this.dispatch({ type: "set aside", key: entry.command.key });
    }
  }
  /** Drops everything that is not another participant's. */
  clear() {
    for (const { command } of this.#entries) this.discard(command.key);
    for (const { command, participant: participant2 } of this.#stored()) if (this.#isOwn(participant2)) this.shelf.remove(PREFIX + command.key);
  }
  /** Ends sending; what was not sent stays stored. */
  close() {
    this.#closed = true;
    for (const key of [...this.#receipts.keys()]) this.#reject(key, new ChatError("closed", "The chat was closed."));
  }
  async #sendAll() {
    for (; ; ) {
      const { leads, online, me, conversation } = this.place();
      const next = leads && online && !this.#closed ? this.next : void 0;
      if (next === void 0) break;
      const pinned = { ...next, participant: me?.id ?? null, conversation: next.conversation ?? conversation };
      if (pinned.participant !== next.participant || pinned.conversation !== next.conversation) this.#replace(pinned);
      await this.#try(pinned);
    }
    this.#sending = false;
  }
  async #try(entry) {
    try {
      this.dispatch(await this.#carry(entry));
      this.#failures = 0;
    } catch (error) {
      const why = unreachable(error);
      if (this.#find(entry.command.key) === void 0) return;
      if (!why.passing) {
        this.#refuse(entry, why);
        this.#failures = 0;
        return;
      }
      this.#failures++;
      if (this.place().online) await new Wait(this.env, backoff(this.env, this.#failures, why)).over;
    }
  }
  /** A connection that breaks off each time a message is sent may do so because of it: then it goes another way. */
  async #carry({ command, conversation }) {
    const place = this.place();
    const weight = weigh(command);
    if (weight > place.limit) throw new ChatError("too_large", `The message is too long: ${weight} bytes of ${place.limit}.`);
    return this.courier.carry(command, conversation, this.#failures < 2 && conversation === place.conversation);
  }
  #settle(ack) {
    const { key, conversation, offset: offset2, id, at } = ack;
    this.#receipts.get(key)?.resolve({ key, offset: offset2, id, at });
    this.#receipts.delete(key);
    this.shelf.remove(PREFIX + key);
    if (this.#find(key) === void 0) return;
    this.#done.set(key, ack);
    this.#drop(key);
    for (const entry of this.#entries) if (entry.conversation === null) this.#replace({ ...entry, conversation });
  }
  #refuse({ command }, { code, message }) {
    this.dispatch({ type: "refused", key: command.key, error: message, code });
  }
  #refused(key, why) {
    const entry = this.#find(key);
    if (entry === void 0) return;
    const refused = { ...entry, error: why.message, ...why.code === "not_found" ? { conversation: null } : {} };
    this.#replace(refused, why.code !== "unauthenticated");
    this.#reject(key, why);
  }
  /** What somebody else has said and sends again by hand is one's own from then on. */
  #retried(key) {
    const entry = this.#find(key);
    if (entry === void 0) return;
    const { error: _, ...again } = entry;
    this.#replace({ ...again, ...this.#isOwn(entry.participant) ? {} : { participant: null, conversation: null } });
  }
  get #me() {
    return this.place().me?.id ?? null;
  }
  #isOwn(participant2) {
    return participant2 === null || participant2 === this.#me;
  }
  #stored() {
    return this.shelf.names(PREFIX).flatMap((name) => this.#read(name.slice(PREFIX.length)) ?? []).sort(byTurn);
  }
  #read(key) {
    return this.shelf.get(PREFIX + key, isEntry);
  }
  #find(key) {
    return this.#entries.find((entry) => entry.command.key === key);
  }
  #put(entry) {
    this.#turn = Math.max(this.#turn, entry.turn);
    this.#entries.push(entry);
    this.dispatch({ type: "queued", message: messageOf(entry, this.place().me) });
  }
  #keep(entry) {
    this.shelf.set(PREFIX + entry.command.key, entry);
  }
  /** Only the tab that sends writes again what is stored: for the others it may have been sent meanwhile. */
  #replace(entry, lasting = true) {
    this.#entries = this.#entries.map((e) => e.command.key === entry.command.key ? entry : e);
    if (lasting && this.place().leads) this.#keep(entry);
  }
  #drop(key, code = "", why = "") {
    this.#entries = this.#entries.filter((entry) => entry.command.key !== key);
    this.#reject(key, new ChatError(code, why));
  }
  #reject(key, why) {
    this.#receipts.get(key)?.reject(why);
    this.#receipts.delete(key);
  }
};
var byTurn = (a, b) => a.turn - b.turn;
var PREFIX = "outbox:";
function messageOf({ command, at, error }, me) {
  const { key } = command;
  return {
    id: key,
    key,
    offset: 0,
    at,
    author: me ?? { id: "", name: "", role: "visitor" },
    own: true,
    ...error === void 0 ? { status: "sending" } : { status: "failed", error },
    ...command.type === "send" ? { kind: "message", parts: command.parts, ...command.reply === void 0 ? {} : { reply: command.reply } } : { kind: "action", parts: [], event: String(command.event), value: command.value }
  };
}
var is = (type) => (v) => v === type;
var isEntry = object({
  command: either(object({ type: is("send"), key: string, parts: list(isObject) }), object({ type: is("action"), key: string, value: string })),
  at: string,
  turn: number,
  conversation: orNull(string),
  participant: orNull(string),
  error: optional(string)
});

// src/client/session.ts
var Session = class {
  constructor(http, shelf, bearer) {
    this.http = http;
    this.shelf = shelf;
    this.bearer = bearer;
  }
  #stored;
  #asking;
  #asked = false;
  /** Takes up the session that this or another page has stored, unless the server has confirmed one. */
  load() {
    if (this.#asked) return;
    this.#stored = this.shelf.get("session", isStored2);
    this.http.token = this.bearer && this.#stored?.token || null;
  }
  /** Whose session it is; null: there is none as far as is known. */
  get me() {
    return this.#stored?.me ?? null;
  }
  /** The session's id. */
  get id() {
    return this.#stored?.id;
  }
  /** Whether the server has confirmed the session since the page was loaded. */
  get confirmed() {
    return this.#asked;
  }
  /**
   * Asks the server who one is, at most once at a time; with `create` set it makes a session where there is none,
   * else that is an error with the code unauthenticated. Throws a ChatError.
   */
  async open(create) {
    const asking = this.#asking;
    if (asking === void 0) {
      const answer = this.#ask(create).finally(() => {
        this.#asking = void 0;
      });
      this.#asking = { create, answer };
      return answer;
    }
    if (asking.create || !create) return asking.answer;
    return asking.answer.catch((error) => {
      if (error instanceof ChatError && error.code === "unauthenticated") return this.open(true);
      throw error;
    });
  }
  async #ask(create) {
    if (this.shelf.get("signed out", isTrue)) await this.end();
    const headers = this.bearer ? { "Chat-Token": "bearer" } : {};
    return this.#keep(await this.http.json("session", create ? { method: "POST", body: {}, headers } : { headers }));
  }
  /**
   * Has the server replace the session by one of the host's user that a token names. Throws a ChatError; then the
   * session is what it was.
   */
  async identify(token) {
    return this.#keep(await this.http.json("session/identify", { method: "POST", body: { token } }));
  }
  #keep(answer) {
    if (!isAnswer(answer)) throw new ChatError("unreachable", "The chat's answer could not be read.");
    const token = this.bearer ? answer.token ?? this.#stored?.token : void 0;
    this.#stored = { id: answer.session.id, me: answer.participant, ...token === void 0 ? {} : { token } };
    this.#asked = true;
    this.http.token = token ?? null;
    this.shelf.set("session", this.#stored);
    return answer;
  }
  /** Makes the server's word be asked for again. */
  doubt() {
    this.#asked = false;
  }
  /** Forgets the session here. */
  forget() {
    this.#stored = void 0;
    this.#asked = false;
    this.http.token = null;
    this.shelf.remove("session");
  }
  /**
   * Ends the session on the server. While that could not be done (throws a ChatError) it is remembered, and done
   * before there is another session: else the cookie would bring the old one back.
   */
  async end() {
    this.shelf.set("signed out", true);
    try {
      await this.http.text(this.http.url("session"), { method: "DELETE" });
    } catch (error) {
      if (!(error instanceof ChatError && error.code === "unauthenticated")) throw error;
    }
    this.shelf.remove("signed out");
  }
};
var isStored2 = object({ id: string, me: participant, token: optional(string) });
var isAnswer = object({ session: object({ id: string }), participant, conversation: orNull(object({ id: string })), token: optional(string) });
var isTrue = (v) => v === true;

// src/client/shelf.ts
var Shelf = class {
  /** Name is the absolute URL of the mount, and what else tells one place from another. */
  constructor(storage, name) {
    this.storage = storage;
    this.#prefix = `chatmount:${name}:`;
  }
  #memory = /* @__PURE__ */ new Map();
  #prefix;
  /** Whether there is a storage that outlives the page. */
  get lasts() {
    return this.storage !== null;
  }
  /** Reads an item, if it is one that `is` knows. */
  get(name, is2) {
    const key = this.#prefix + name;
    try {
      const text = this.#memory.get(key) ?? this.storage?.getItem(key);
      const item = text == null ? void 0 : JSON.parse(text);
      if (item?.v === VERSION2 && is2(item.value)) return item.value;
    } catch {
    }
    return void 0;
  }
  /** Writes an item and reports whether it will outlive the page; if not, it is at least in memory. */
  set(name, value) {
    const key = this.#prefix + name;
    const text = JSON.stringify({ v: VERSION2, value });
    try {
      if (this.storage !== null) {
        this.storage.setItem(key, text);
        this.#memory.delete(key);
        return true;
      }
    } catch {
      this.remove(name);
    }
    this.#memory.set(key, text);
    return false;
  }
  remove(name) {
    const key = this.#prefix + name;
    this.#memory.delete(key);
    try {
      this.storage?.removeItem(key);
    } catch {
    }
  }
  /** The names that begin so. */
  names(start) {
    const keys = new Set(this.#memory.keys());
    try {
      for (let i = 0; i < (this.storage?.length ?? 0); i++) keys.add(this.storage?.key(i) ?? "");
    } catch {
    }
    const whole = this.#prefix + start;
    return [...keys].filter((key) => key.startsWith(whole)).map((key) => key.slice(this.#prefix.length));
  }
};
var VERSION2 = 1;

// src/client/signals.ts
var TYPING = 3e3;
var READING = 500;
var Signals = class {
  constructor(env, say) {
    this.env = env;
    this.say = say;
  }
  #typedAt = -Infinity;
  #wanted = 0;
  #due;
  /** Says that one types, at most every three seconds, or has stopped to. */
  typing(on) {
    const now = this.env.now();
    if (on ? now - this.#typedAt < TYPING : this.#typedAt === -Infinity) return;
    this.#typedAt = on ? now : -Infinity;
    this.say({ type: "typing", on });
  }
  /** Says that everything up to an offset was read, soon. */
  read(offset2) {
    if (offset2 <= this.#wanted) return;
    this.#wanted = offset2;
    this.#due ??= this.env.after(READING, () => this.#sayRead());
  }
  /** Is told how far the server knows, and how far one has read; what it does not know yet is said again. */
  known(offset2, read) {
    this.#wanted = Math.max(this.#wanted, read);
    if (offset2 < this.#wanted) this.#due ??= this.env.after(READING, () => this.#sayRead());
  }
  /** Forgets what was to be said. */
  forget() {
    this.#due?.();
    this.#due = void 0;
    this.#wanted = 0;
    this.#typedAt = -Infinity;
  }
  #sayRead() {
    this.#due = void 0;
    if (this.#wanted > 0) this.say({ type: "read", offset: this.#wanted });
  }
};

// src/client/event-stream.ts
var EventStreamParser = class {
  constructor(event2) {
    this.event = event2;
  }
  #rest = "";
  #data = [];
  /** Takes the next piece of the stream, cut anywhere. */
  push(text) {
    const all = this.#rest + text;
    const whole = all.endsWith("\r") ? all.slice(0, -1) : all;
    const lines = whole.split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? "") + all.slice(whole.length);
    for (const line of lines) this.#line(line);
  }
  #line(line) {
    if (line === "") {
      const data = this.#data;
      this.#data = [];
      if (data.length > 0) this.event(data.join("\n"));
      return;
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "data") this.#data.push(value ?? "");
  }
};

// src/client/sse.ts
var openSse = ({ http, conversation, cursor }, told2) => {
  const abort = new AbortController();
  const read = async () => {
    const url = http.url("sse", { conversation, cursor });
    const response = await http.open(url, { headers: { Accept: "text/event-stream" }, signal: abort.signal });
    if (response.status === 204) throw new ChatError("unauthenticated", "There is no session.");
    const stream = /^text\/event-stream\b/i.test(response.headers.get("Content-Type") ?? "") ? response.body : null;
    if (stream === null) throw new ChatError("unreachable", "The answer is no event stream.");
    const parser = new EventStreamParser((data) => told2.payload(decode(data)));
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    for (; ; ) {
      const { done, value } = await reader.read();
      if (abort.signal.aborted) return;
      if (done) throw new ChatError("unreachable", "The stream ended.");
      parser.push(value);
    }
  };
  read().catch((error) => {
    if (abort.signal.aborted) return;
    abort.abort();
    told2.closed(unreachable(error));
  });
  return { close: () => abort.abort() };
};

// src/client/store.ts
var Store = class {
  /** After is called with all changes, before the listeners. */
  constructor(after = () => {
  }) {
    this.after = after;
  }
  #model = EMPTY;
  #told = EMPTY.state;
  #telling = false;
  #listeners = /* @__PURE__ */ new Set();
  get model() {
    return this.#model;
  }
  get state() {
    return this.#model.state;
  }
  /** Applies changes all together or, when one of them throws, none; listeners see the outcome only. */
  dispatch(...changes) {
    this.#model = reduceAll(this.#model, changes);
    this.after(changes);
    this.#tell();
  }
  subscribe(listener) {
    const own = (state, previous) => listener(state, previous);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }
  /** A listener may dispatch: the others then see the changes in their order, each once. */
  #tell() {
    if (this.#telling) return;
    this.#telling = true;
    while (this.#told !== this.state) {
      const [state, previous] = [this.state, this.#told];
      this.#told = state;
      for (const listener of [...this.#listeners]) {
        try {
          listener(state, previous);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
    this.#telling = false;
  }
};

// src/client/tabs.ts
var PATIENCE2 = 3e3;
var PERIOD = 15e3;
var Tabs = class {
  /** Tabs of the same name share, unless the name is null. */
  constructor(env, name, member) {
    this.env = env;
    this.name = name;
    this.member = member;
    /** Whether this tab leads. */
    this.leads = false;
    this.#joined = false;
    /** Aborted, it ends the wait for the lock, or the hold of it. */
    this.#turn = new AbortController();
    /** The place of this tab's model in the row of the leader's changes. */
    this.#place = "";
    this.#told = 0;
    /** Whether the leader owes an answer; then the timer waits for that, else for the time to ask. */
    this.#asked = false;
    this.#timer = () => {
    };
    this.#id = env.id();
  }
  #joined;
  #channel;
  #turn;
  #place;
  #told;
  #asked;
  #timer;
  #id;
  /** Hears whether another tab has begun to talk, and joins it then. */
  listen() {
    const { BroadcastChannel, locks } = this.env;
    if (this.name === null || this.#channel !== void 0 || BroadcastChannel === void 0 || locks === void 0) return;
    this.#channel = new BroadcastChannel(this.name);
    this.#channel.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }
  /** Takes part: follows the tab that leads, or leads. */
  join() {
    if (this.#joined) return;
    this.#joined = true;
    this.listen();
    if (this.#channel === void 0) return this.#lead();
    this.#queue();
    this.ask();
  }
  /** Lets the others go on without this tab. */
  leave() {
    this.#turn.abort();
    this.#timer();
    this.#channel?.close();
    this.#channel = void 0;
    this.#joined = this.#asked = false;
    this.#follow();
  }
  /** Tells the others what has changed here, if this tab leads. */
  tell(changes) {
    if (!this.leads) return;
    const from = this.#place;
    this.#place = `${this.#id}.${this.#told++}`;
    this.#post({ at: this.#place, from, changes });
  }
  /** Makes sure that this tab has missed nothing, and that there is a leader who knows what it has to send. */
  ask() {
    this.order("take", this.member.entries);
  }
  /** Has the leader do something. Reports whether that is this tab, which then does it itself. */
  order(order, ...[arg]) {
    if (this.#joined && !this.leads) {
      this.#post({ place: this.#place, order, arg });
      if (!this.#asked) this.#wait(PATIENCE2 * (1 + this.env.random()), () => this.#queue(true));
      this.#asked = true;
    }
    return this.leads;
  }
  #hear(said) {
    if ("order" in said) return this.leads ? this.#obey(said) : void 0;
    if (this.leads) return;
    this.join();
    const { at, from, changes } = said;
    if (from !== void 0 && from !== this.#place) return this.#asked ? void 0 : this.ask();
    this.#asked = false;
    this.#wait(this.member.entries.some((e) => e.error === void 0) ? PATIENCE2 : PERIOD, () => this.ask());
    if (at === this.#place) return;
    this.#place = at;
    try {
      this.member.dispatch(...changes);
    } catch {
      this.#place = "";
      this.ask();
    }
  }
  #obey({ place, order, arg }) {
    const missed = place !== this.#place;
    this.member[order](arg);
    const at = this.#place;
    this.#post(missed ? { at, changes: [{ type: "model", model: this.member.model }] } : { at, from: at, changes: [] });
  }
  /** Waits for the lock. A leader that does not answer is frozen, or hangs: the lock is taken from it. */
  #queue(steal = false) {
    this.#turn.abort();
    const { signal } = this.#turn = new AbortController();
    const held = () => new Promise((release) => {
      if (signal.aborted) return release();
      signal.onabort = () => release();
      this.#lead();
    });
    this.env.locks?.request(this.name ?? "", steal ? { steal } : { signal }, held).catch((error) => {
      if (signal.aborted) return;
      if (error.name !== "AbortError") return this.#lead();
      this.#follow();
      this.#queue();
      this.ask();
    });
  }
  #lead() {
    this.#timer();
    this.#asked = false;
    this.member.dispatch({ type: "leads", on: true });
    this.leads = true;
    this.tell([]);
    this.member.lead();
  }
  #follow() {
    if (!this.leads) return;
    this.leads = false;
    this.member.dispatch({ type: "leads", on: false });
    this.member.follow();
  }
  #post(said) {
    this.#channel?.postMessage(JSON.stringify(said));
  }
  #wait(ms, f) {
    this.#timer();
    this.#timer = this.env.after(ms, f);
  }
};

// src/protocol.gen.ts
var PROTOCOL_VERSION = 1;
var SUBPROTOCOL = "chatmount.v1";

// src/client/websocket.ts
var openWebSocket = ({ env, http, conversation, cursor }, told2) => {
  let socket;
  let over = false;
  const close = () => {
    over = true;
    socket?.close();
  };
  const end = (why) => {
    if (over) return;
    close();
    told2.closed(why);
  };
  const connect = (WebSocket) => {
    const opened = new WebSocket(http.url("ws").replace(/^http/, "ws"), SUBPROTOCOL);
    opened.onopen = () => {
      opened.send(encode([{
        type: "hello",
        v: PROTOCOL_VERSION,
        ...conversation === null ? {} : { conversation },
        ...cursor === null ? {} : { cursor },
        ...http.token === null ? {} : { token: http.token }
      }]));
    };
    opened.onmessage = ({ data }) => {
      if (over) return;
      try {
        told2.payload(decode(String(data)));
      } catch (error) {
        end(unreachable(error));
      }
    };
    opened.onclose = () => end(new ChatError("unreachable", "The connection was closed."));
    return opened;
  };
  if (env.WebSocket === void 0) {
    queueMicrotask(() => end(new ChatError("unreachable", "There is no WebSocket here.")));
  } else {
    try {
      socket = connect(env.WebSocket);
    } catch (error) {
      queueMicrotask(() => end(unreachable(error)));
    }
  }
  return {
    close,
    send(frames) {
      try {
        socket?.send(encode(frames));
      } catch (error) {
        queueMicrotask(() => end(unreachable(error)));
      }
    }
  };
};

// src/client/client.ts
var TRANSPORTS = { websocket: openWebSocket, sse: openSse, longpoll: openLongPoll };
var LADDER = ["websocket", "sse", "longpoll"];
var PAYLOAD = 64 * 1024;
var IDLE = EMPTY.state.connection;
var HeadlessClient = class {
  #env;
  #store;
  #session;
  #connection;
  #courier;
  #outbox;
  #history;
  #cache;
  #signals;
  #expiry;
  #tabs;
  #unlisten = [];
  #claim;
  #started = false;
  #closed = false;
  constructor(env, options) {
    this.#env = env;
    const bearer = options.bearer ?? false;
    const http = new Http(env, options.server, bearer);
    const { storage = env.storage } = options;
    const name = http.server + (bearer ? "#" : "");
    const shelf = new Shelf(storage, name);
    const together = storage !== null && storage === env.storage;
    this.#tabs = new Tabs(env, together ? `chatmount/${VERSION} ${name}` : null, this);
    this.#store = new Store((changes) => {
      this.#tabs.tell(changes);
      this.#outbox.heard(changes);
    });
    const dispatch = this.dispatch = this.#store.dispatch.bind(this.#store);
    this.#session = new Session(http, shelf, bearer);
    this.#cache = new Cache(env, shelf, () => this.model);
    this.#connection = new Connection(env, http, new Ladder(env, shelf, options.transports ?? LADDER), TRANSPORTS, {
      place: () => ({ conversation: this.state.conversation, cursor: this.model.cursor }),
      session: () => this.#openSession(),
      receive: (frames) => this.#receive(frames),
      changed: (connection) => this.#connectionChanged(connection),
      refused: (why) => this.#refused(why)
    });
    this.#courier = new Courier(env, http, () => this.#connection.link, (frames) => dispatch(...frames.filter((f) => f.type === "ack")));
    this.#outbox = new Outbox(env, shelf, this.#courier, () => ({
      me: this.state.me,
      conversation: this.state.conversation,
      leads: this.state.leads,
      online: this.state.connection.state === "online" && this.#session.confirmed,
      limit: this.state.limits?.payload ?? PAYLOAD
    }), dispatch);
    this.#history = new History(http, this.#store, (why) => this.#connection.drop(why));
    this.#signals = new Signals(env, (frame) => this.#courier.say(frame, this.state.conversation));
    this.#expiry = new Expiry(env, dispatch);
    this.#listen();
  }
  get state() {
    return this.#store.state;
  }
  get model() {
    return this.#store.model;
  }
  get entries() {
    return this.#outbox.entries;
  }
  subscribe(listener) {
    return this.#store.subscribe(listener);
  }
  async start() {
    if (this.#closed) return;
    this.#started = true;
    if (!this.#load()) return this.#tabs.listen();
    this.#join();
    await this.#settled();
  }
  send(message) {
    const parts2 = typeof message === "string" ? [{ type: "text", text: message }] : message;
    this.typing(false);
    return this.#submit({ type: "send", key: this.#env.id(), parts: parts2 });
  }
  action(message, value) {
    return this.#submit({ type: "action", key: this.#env.id(), event: message.id, value });
  }
  take(entries) {
    this.#outbox.take(entries);
    this.#outbox.load();
    if (this.#outbox.next !== void 0) this.#connection.start();
  }
  retry(key) {
    if (this.#closed || !this.#tabs.order("retry", key)) return;
    this.#outbox.retry(key);
    this.#connection.start();
  }
  discard(key) {
    this.#tabs.order("discard", key);
    this.#outbox.discard(key);
  }
  typing(on) {
    if (this.state.connection.state === "online" && this.#tabs.order("typing", on)) this.#signals.typing(on);
  }
  read(offset2) {
    const { me } = this.state;
    const mark = Math.min(offset2, this.model.log.at(-1)?.offset ?? 0);
    if (me === null || this.#closed || !Number.isSafeInteger(mark) || mark <= (this.state.reads[me.id] ?? 0)) return;
    this.dispatch({ type: "read", participant: me.id, offset: mark });
    if (this.#tabs.order("read", mark)) this.#signals.read(mark);
  }
  loadOlder() {
    this.#session.load();
    return this.#closed ? Promise.resolve() : this.#history.older();
  }
  identify(token) {
    if (this.#closed) return Promise.reject(new ChatError("closed", "The chat was closed."));
    return new Promise((resolve, reject) => {
      this.claim(token, (refused) => refused === void 0 ? resolve() : reject(refused));
      if (!this.#tabs.order("claim", token) && this.state.me !== null) resolve();
    });
  }
  claim(token, settle = () => {
  }) {
    this.#claim?.settle();
    this.#claim = { token, settle };
    if (this.#tabs.leads) this.#reopen();
  }
  async logout() {
    this.#session.load();
    const known = this.#session.me !== null;
    this.#tabs.order("forget");
    this.forget();
    try {
      if (known) await this.#session.end();
    } finally {
      this.#session.forget();
    }
  }
  /** Forgets the visitor, who that was said to be, and what the visitor has said and not sent. */
  forget() {
    this.#claim?.settle(new ChatError("closed", "The visitor was signed out."));
    this.#claim = void 0;
    this.#connection.stop();
    this.#outbox.clear();
    this.#session.doubt();
    this.#leave();
  }
  close() {
    this.#closed = true;
    this.#cache.write();
    this.#outbox.close();
    this.#tabs.leave();
    this.#connection.stop();
    this.#expiry.close();
    this.dispatch({ type: "connection", connection: IDLE });
    for (const stop of this.#unlisten.splice(0)) stop();
  }
  lead() {
    if (!this.#load(true)) return this.dispatch({ type: "connection", connection: IDLE });
    this.#connection.start(this.state.connection.state !== "connecting");
    this.#connection.resume();
  }
  follow() {
    this.#connection.pause();
    this.#session.doubt();
    this.#history.forget();
    this.#signals.forget();
  }
  #submit(command) {
    if (this.#closed) return Promise.reject(new ChatError("closed", "The chat was closed."));
    this.#started = true;
    this.#load();
    const receipt = this.#outbox.add(command);
    this.#join();
    if (this.#tabs.order("take", this.entries)) this.#connection.start();
    return receipt;
  }
  /** Takes part in what the tabs of this visitor do together; whoever leads connects. */
  #join() {
    if (this.state.connection.state === "idle") this.dispatch({ type: "connection", connection: { state: "connecting", attempt: 0 } });
    this.#tabs.join();
  }
  /** Takes up what earlier pages have left, and what they have not sent where this is to send it; reports whether there is a reason to ask the server. */
  #load(sends = false) {
    this.#session.load();
    const { me } = this.#session;
    if (me !== null && this.state.me === null) {
      const snapshot = this.#cache.load(me.id);
      this.dispatch({ type: "session", me }, ...snapshot === void 0 ? [] : [{ type: "restored", snapshot }]);
    }
    if (sends) this.#outbox.load();
    return me !== null || this.#outbox.left || this.entries.length > 0;
  }
  /** Waits until it is clear whether there will be a connection. */
  #settled() {
    const clear = ({ connection: { state, reason } }) => state === "online" || state === "idle" || reason !== void 0;
    return new Promise((resolve) => {
      if (clear(this.state)) return resolve();
      const stop = this.subscribe((state) => {
        if (!clear(state)) return;
        stop();
        resolve();
      });
    });
  }
  /** A session is made only for something to send; else there must be one already. */
  async #openSession() {
    if (this.#session.confirmed) return;
    const { participant: participant2, conversation } = await this.#prove(await this.#session.open(this.#outbox.next !== void 0));
    if (this.#closed || !this.#tabs.leads) return;
    if (this.state.conversation !== null && this.state.conversation !== conversation?.id) {
      this.#cache.forget();
      this.dispatch({ type: "left" });
    }
    this.#signedIn(participant2);
  }
  /** Lets the server see who the visitor is said to be. What is refused does not keep the visitor from chatting. */
  async #prove(answer) {
    const claim = this.#claim;
    if (claim === void 0) return answer;
    try {
      const proven = await this.#session.identify(claim.token);
      claim.settle();
      answer = proven;
    } catch (error) {
      const why = unreachable(error);
      if (why.passing) throw why;
      claim.settle(why);
    }
    if (this.#claim === claim) this.#claim = void 0;
    return answer;
  }
  /** Connects anew, as whoever the server then says one is; without a session there is nothing to connect. */
  #reopen() {
    this.#connection.stop();
    this.#session.doubt();
    if (this.#load(true)) this.#connection.start();
  }
  #signedIn(me) {
    const before = this.state.me;
    this.dispatch({ type: "session", me });
    if (before?.id === me.id) return;
    if (before !== null) this.#outbox.setAside(me.id);
    this.#outbox.load();
  }
  #receive(frames) {
    const welcome = frames[0]?.type === "welcome" ? frames[0] : void 0;
    const at = new Date(this.#env.now()).toISOString();
    this.#history.receive(frames.map((frame) => frame.type === "delta" ? { ...frame, at } : frame));
    this.#courier.heard(frames);
    this.#expiry.heard(frames);
    const { me, reads } = this.state;
    if (me !== null) {
      const mine = reads[me.id] ?? 0;
      this.#signals.known(welcome === void 0 ? mine : welcome.reads.find((r) => r.participant === me.id)?.offset ?? 0, mine);
    }
    this.#cache.changed();
    if (welcome !== void 0 && welcome.session !== this.#session.id) this.#askWho();
  }
  /** Another page has signed the visitor in, or out and in: the connection is that session's already. */
  #askWho() {
    this.#session.doubt();
    this.#session.open(false).then(({ participant: participant2 }) => {
      this.#signedIn(participant2);
      this.#outbox.send();
    }).catch((why) => this.#connection.drop(unreachable(why)));
  }
  #connectionChanged(connection) {
    if (!this.#tabs.leads) return;
    this.dispatch({ type: "connection", connection });
    if (connection.state === "online") this.#outbox.send();
  }
  /** Reports whether another attempt can come out differently. */
  #refused(why) {
    if (why.code === "signed_out") this.#outbox.clear();
    if (why.code === "signed_out" || why.code === "unauthenticated") {
      this.#session.forget();
      this.#leave();
      if (why.code === "unauthenticated") this.#outbox.load(true);
    } else if (this.state.conversation !== null && (why.code === "forbidden" || why.code === "not_found")) {
      this.#cache.forget();
      this.#session.doubt();
      this.dispatch({ type: "left" });
      return true;
    }
    this.#outbox.refuseAll(why);
    return false;
  }
  /** Forgets the visitor and the conversation. */
  #leave() {
    this.#history.forget();
    this.#signals.forget();
    this.#cache.forget();
    this.dispatch({ type: "signed out" });
  }
  #listen() {
    this.#unlisten.push(
      this.#env.on("online", () => this.#connection.networkChanged()),
      this.#env.on("offline", () => this.#connection.networkChanged()),
      this.#env.on("show", () => {
        if (!this.#started) return;
        void this.start();
        if (this.#tabs.leads) this.#connection.resume();
        else this.#tabs.ask();
      }),
      this.#env.on("hide", () => {
        this.#cache.write();
        this.#tabs.leave();
      })
    );
  }
};

// src/client/environment.ts
function browser() {
  return {
    fetch: (url, init) => fetch(url, init),
    WebSocket: globalThis.WebSocket,
    storage: localStorageIfAllowed(),
    locks: globalThis.navigator?.locks,
    BroadcastChannel: globalThis.BroadcastChannel,
    base: globalThis.document?.baseURI,
    now: () => Date.now(),
    after(ms, f) {
      const timer = setTimeout(f, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    id: () => globalThis.crypto.randomUUID?.() ?? randomHex(),
    online: () => globalThis.navigator?.onLine !== false,
    on: listenToPage
  };
}
function localStorageIfAllowed() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
var SOURCES = {
  online: ["online"],
  offline: ["offline"],
  show: ["pageshow", "resume", "visibilitychange"],
  hide: ["pagehide", "freeze"]
};
function listenToPage(event2, f) {
  if (typeof document === "undefined") return () => {
  };
  const listener = () => {
    if (event2 !== "show" || document.visibilityState === "visible") f();
  };
  const stops = SOURCES[event2].map((name) => {
    const target2 = /^(visibilitychange|freeze|resume)$/.test(name) ? document : window;
    target2.addEventListener(name, listener);
    return () => target2.removeEventListener(name, listener);
  });
  return () => stops.forEach((stop) => stop());
}

// src/client/index.ts
function createClient(options, environment = {}) {
  return new HeadlessClient({ ...browser(), ...environment }, options);
}
export {
  ChatError,
  VERSION,
  createClient
};
