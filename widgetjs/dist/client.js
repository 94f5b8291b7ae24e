// src/client/errors.ts
var ChatError = class extends Error {
  constructor(code, message, more = {}) {
    super(message, more);
    this.code = code;
    this.name = "ChatError";
    this.retryAfter = more.retryAfter;
    this.status = more.status;
  }
  /** Whether the same may be tried again later without anybody changing anything. */
  get passing() {
    return /^(unreachable|rate_limited|internal|unavailable|restart|overloaded|superseded)$/.test(this.code);
  }
};
function told({ code, message, retry_after }, status) {
  return new ChatError(code, message, { status, retryAfter: retry_after && retry_after * 1e3 });
}
function unreachable(cause, status) {
  return cause instanceof ChatError ? cause : new ChatError("unreachable", "The chat cannot be reached.", { cause, status });
}
function unreadable() {
  return new ChatError("unreachable", "The chat's answer could not be read.");
}

// src/client/shape.ts
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function present(fields) {
  return Object.fromEntries(Object.entries(fields).filter((field) => field[1] != null));
}
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
var parts = list(object({ type: string }));
var readMark = object({ participant: string, offset });
var limits = object({ connections: number, rate: number, burst: number, payload: number, text: number, parts: number });
var failure = object({ code: string, message: string, key: optional(string), retry_after: optional(number) });
var FRAMES = new Map(Object.entries({
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
}));
var event = object({ conversation: string, offset, id: string, at: string, author: participant, kind: string, key: optional(string) });
var KINDS = new Map(Object.entries({
  message: object({ parts, reply: optional(offset), draft: optional(string) }),
  action: object({ event: target, value: string }),
  joined: object({ participant: string }),
  edited: object({ event: target, parts }),
  erased: object({ event: target })
}));
function isEvent(value) {
  return event(value) && (KINDS.get(value.kind)?.(value) ?? true);
}
function decode(payload) {
  const frames = parse(payload);
  if (!Array.isArray(frames)) throw unreadable();
  return frames.filter((frame) => {
    if (!isObject(frame) || !string(frame.type)) throw unreadable();
    const check = FRAMES.get(frame.type);
    if (check?.(frame) === false) throw unreadable();
    return check !== void 0;
  });
}
function encode(frames) {
  return JSON.stringify(frames);
}

// src/client/model.ts
var NOWHERE = { conversation: null, participants: [], typing: [], reads: {} };
var EMPTY = {
  log: [],
  cursor: null,
  outbox: [],
  drafts: [],
  state: {
    ...NOWHERE,
    me: null,
    messages: [],
    connection: { state: "idle", attempt: 0 },
    unread: 0,
    older: "unknown",
    ended: false,
    limits: null,
    leads: false
  }
};
function isWaiting({ ack }) {
  return !ack;
}
function lastOffset(log) {
  return log.at(-1)?.offset ?? 0;
}

// src/client/project.ts
var SHOWN = /* @__PURE__ */ new Set(["message", "action", "joined", "assigned", "handoff", "ended"]);
var NOTHING = [];
var NOBODY = { id: "", name: "", role: "visitor" };
function project(model, before) {
  const { log, outbox, drafts, cursor, state } = model;
  const { me, reads, older } = state;
  const former = before.state.messages;
  const listed = log === before.log && outbox === before.outbox && me === before.state.me;
  const messages = reuse([...listed ? former.filter((m) => !m.draft) : list2(model, former), ...drafts], former);
  const mark = me ? reads[me.id] ?? 0 : Infinity;
  const first = log[0]?.offset ?? 0;
  const last = log.findLast((e) => e.kind === "ended" || e.kind === "message" && e.author.role === "visitor");
  return reuse({
    ...state,
    messages,
    unread: messages.filter((m) => m.offset > mark && m.kind === "message" && !m.own).length,
    ended: last?.kind === "ended",
    older: older === "loading" ? older : first > 1 ? "more" : first > 0 || cursor !== null ? "none" : "unknown"
  }, before.state);
}
function reuse(next, before) {
  const fields = Object.keys(next);
  return before && fields.length === Object.keys(before).length && fields.every((field) => next[field] === before[field]) ? before : next;
}
function list2({ log, outbox, state: { me } }, before) {
  const shown = [];
  const known = /* @__PURE__ */ new Map();
  const amend = (target2, fields) => {
    const message = known.get(target2);
    if (message && !message.erased) Object.assign(message, fields);
    return message?.id;
  };
  for (const message of [...log.map((event2) => ofEvent(event2, me?.id)), ...outbox.map((entry) => ofEntry(entry, me ?? NOBODY))]) {
    const { event: event2, parts: parts2, value } = message;
    const kind = message.kind;
    if (kind === "edited") amend(event2, { parts: parts2, edited: true });
    if (kind === "erased") amend(event2, { parts: NOTHING, erased: true });
    if (!SHOWN.has(kind)) continue;
    if (kind === "action" && message.status !== "failed") Object.assign(message, { event: amend(event2, { chosen: value }) ?? event2 });
    known.set(message.id, message).set(message.offset, message);
    shown.push(message);
  }
  const former = new Map(before.map((message) => [message.id, message]));
  return shown.map((message) => reuse(message, former.get(message.id)));
}
function ofEvent(event2, me) {
  const { type: _type, conversation: _conversation, draft, ...fields } = event2;
  return { parts: NOTHING, ...fields, own: event2.author.id === me, status: "sent", draftId: draft };
}
function ofEntry({ command, at, error, ack }, author) {
  const { type, key, ...fields } = command;
  return {
    parts: NOTHING,
    ...fields,
    id: key,
    key,
    offset: 0,
    at,
    author,
    own: true,
    kind: type === "send" ? "message" : type,
    status: ack ? "sent" : error === void 0 ? "sending" : "failed",
    ...ack ?? (error === void 0 ? {} : { error })
  };
}

// src/client/reduce.ts
var Gap = class extends Error {
};
function reduce(model, changes) {
  const next = { ...model, state: { ...model.state } };
  for (const change of changes) APPLY[change.type]?.(next, change);
  const last = lastOffset(next.log);
  next.outbox = kept(next.outbox, ({ ack }) => !ack || ack.offset > last);
  next.state = project(next, model);
  return reuse(next, model);
}
var APPLY = {
  state(m, { state }) {
    Object.assign(m.state, state);
  },
  model(m, { model }) {
    const entries = [...m.outbox.filter(isWaiting), ...model.outbox];
    Object.assign(m, model, { state: { ...model.state }, outbox: [] });
    for (const entry of entries) put(m, entry);
  },
  welcome(m, { conversation, recovered, head, cursor, limits: limits2, participants, reads }) {
    follow(m, conversation);
    if (!recovered && head === 0) Object.assign(m, { log: [], cursor });
    m.drafts = [];
    Object.assign(m.state, { limits: limits2, participants, typing: [] });
    for (const mark of reads) raise(m, mark);
  },
  left: leave,
  cursor(m, { cursor }) {
    m.cursor = cursor;
  },
  /** One that is there already is left out, and a log is of one conversation. */
  event(m, event2) {
    const { offset: offset2, conversation } = event2;
    const last = lastOffset(m.log);
    if (offset2 > last + 1 || conversation !== (m.log[0] ?? event2).conversation) throw new Gap();
    if (offset2 <= last) return;
    m.state.conversation = conversation;
    extend(m, [...m.log, event2], [event2]);
  },
  page(m, { conversation, events, cursor }) {
    follow(m, conversation);
    extend(m, events, events);
    if (cursor !== void 0) m.cursor = cursor;
  },
  /** One that does not touch the log is left out. */
  older(m, { conversation, events }) {
    if (conversation === m.state.conversation && lastOffset(events) === (m.log[0]?.offset ?? 0) - 1) extend(m, [...events, ...m.log], events);
  },
  entry(m, { entry }) {
    put(m, entry);
  },
  gone(m, { key }) {
    m.outbox = kept(m.outbox, (e) => !is(e, key));
  },
  /** What was said before there was a conversation belongs to the one that the first message has made. */
  ack(m, { key, offset: offset2, id, at, conversation }) {
    if (!find(m, key)) return;
    m.outbox = m.outbox.map((e) => is(e, key) ? { ...e, ack: { offset: offset2, id, at } } : { ...e, conversation: e.conversation ?? conversation });
  },
  delta(m, { draft, author, from, text, done, at = "" }) {
    const before = m.drafts.find((d) => d.id === draft);
    const said = before?.parts[0]?.text ?? "";
    if (from !== 0 && from !== said.length || m.log.some((e) => e.kind === "message" && e.draft === draft)) return;
    const grown = said.slice(0, from) + text;
    const message = {
      id: draft,
      draftId: draft,
      offset: 0,
      at,
      author,
      kind: "message",
      own: false,
      status: "sent",
      draft: true,
      ...before,
      parts: [{ type: "markdown", text: grown }]
    };
    if (done && grown === "") m.drafts = kept(m.drafts, (d) => d !== before);
    else m.drafts = !before ? [...m.drafts, message] : m.drafts.map((d) => d === before ? message : d);
  },
  typing({ state }, { author, on }) {
    const { typing, me } = state;
    const others = kept(typing, (p) => p.id !== author.id);
    if (!on) state.typing = others;
    else if (others === typing && author.id !== me?.id) state.typing = [...typing, author];
  },
  read: raise
};
function follow(m, conversation) {
  if (m.state.conversation === conversation) return;
  if (m.state.conversation !== null) leave(m);
  m.state.conversation = conversation;
}
function leave(m) {
  Object.assign(m, EMPTY, { outbox: m.outbox.filter(isWaiting), state: { ...m.state, ...NOWHERE } });
}
function extend(m, log, events) {
  m.log = log;
  const { state } = m;
  for (const { key, kind, author, draft } of events) {
    m.outbox = kept(m.outbox, (e) => !is(e, key));
    m.drafts = kept(m.drafts, (d) => d.id !== draft);
    if (kind === "joined" && !state.participants.some((p) => p.id === author.id)) state.participants = [...state.participants, author];
  }
}
function put(m, entry) {
  const { key } = entry.command;
  if (m.log.some((e) => e.key === key) || find(m, key)?.ack) return;
  m.outbox = [...m.outbox.filter((e) => !is(e, key)), entry].sort((a, b) => a.turn - b.turn);
}
function raise({ state }, { participant: participant2, offset: offset2 }) {
  if (!(offset2 <= (state.reads[participant2] ?? 0))) state.reads = { ...state.reads, [participant2]: offset2 };
}
function find({ outbox }, key) {
  return outbox.find((e) => is(e, key));
}
function is({ command }, key) {
  return command.key === key;
}
function kept(items, keep) {
  return reuse(items.filter(keep), items);
}

// src/client/history.ts
function createHistory(http, store, fail) {
  let held;
  let reading = new AbortController();
  function forget() {
    reading.abort();
    held = void 0;
  }
  async function begin(frames, place) {
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    const at = place ? frames.indexOf(place) + 1 : 0;
    held = frames.slice(at);
    const before = frames.slice(0, at).filter((f) => f.type !== "event" && f.type !== "cursor");
    const { conversation = null } = place ?? frames.find((f) => f.type === "event") ?? {};
    try {
      const events = conversation === null || place?.head === 0 ? [] : await read(conversation, { signal });
      if (signal.aborted) return;
      const after = held;
      held = void 0;
      store.dispatch(...before, { type: "page", conversation, events, cursor: place?.cursor }, ...after);
    } catch (error) {
      if (signal.aborted) return;
      held = void 0;
      fail(unreachable(error));
    }
  }
  async function read(conversation, request, query) {
    const { events } = await http.json(`conversations/${encodeURIComponent(conversation)}/events`, request, query);
    if (!isRun(events)) throw unreadable();
    return events;
  }
  return {
    forget,
    /** Takes the next payload. One that begins with welcome is the first of a connection. */
    receive(frames) {
      if (frames[0]?.type === "welcome") forget();
      const place = frames.findLast(isPlace);
      if (place) return void begin([...held ?? [], ...frames], place);
      if (held) return void held.push(...frames);
      try {
        store.dispatch(...frames);
      } catch (error) {
        if (!(error instanceof Gap)) throw error;
        void begin(frames);
      }
    },
    /** Puts the page before the oldest event into the log. It never rejects. */
    async older() {
      const { state: { older, conversation }, log: [first] } = store.model;
      if (older !== "more" || conversation === null) return;
      store.dispatch({ type: "state", state: { older: "loading" } });
      const events = await read(conversation, {}, { before: first?.offset ?? 0 }).catch(() => []);
      store.dispatch({ type: "older", conversation, events }, { type: "state", state: { older: "unknown" } });
    }
  };
}
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
function createCache(env, shelf, store) {
  let due;
  function cancel() {
    due?.();
    due = void 0;
  }
  function write() {
    if (!due) return;
    cancel();
    if (!shelf.lasts) return;
    const { log, cursor, state: { me, conversation, participants, reads } } = store.model;
    let events = log.slice(-EVENTS);
    while (me !== null && conversation !== null && cursor !== null) {
      const stored = { participant: me.id, snapshot: { conversation, cursor, participants, reads, events } };
      if (JSON.stringify(stored).length <= CHARACTERS && shelf.set("log", stored)) return;
      if (events.length < 2) break;
      events = events.slice(Math.ceil(events.length / 2));
    }
    shelf.remove("log");
  }
  return {
    write,
    /** Reads what was kept for a participant, as the changes that restore it; anything else is nothing. */
    load(me) {
      const { participant: participant2, snapshot } = shelf.get("log", isStored) ?? {};
      if (participant2 !== me || !snapshot) return [];
      const { participants, reads } = snapshot;
      return [{ type: "page", ...snapshot }, { type: "state", state: { participants, reads } }];
    },
    /** Writes soon. */
    changed() {
      due ??= env.after(DELAY, write);
    },
    /** Drops what was kept. */
    forget() {
      cancel();
      shelf.remove("log");
    }
  };
}
var isStored = object({
  participant: string,
  snapshot: object({ conversation: string, cursor: string, participants: list(participant), reads: record(number), events: isRun })
});

// src/client/backoff.ts
var LEAST = 500;
var MOST = 2e4;
var BOUND = 36e5;
function backoff(env, failures, { retryAfter = 0 }) {
  const most = Math.min(MOST, 1e3 * 2 ** (failures - 1));
  const wait = LEAST + env.random() * (most - LEAST);
  return Math.min(Math.max(wait, retryAfter * (1 + env.random() / 4)), BOUND);
}

// src/client/link.ts
var PATIENCE = 1e4;
var PONG = 5e3;
function openLink(open, opening, patience, receive, welcomed) {
  const { env } = opening;
  const abort = new AbortController();
  const { signal } = abort;
  let end;
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  let works = false;
  let sendPayload;
  let silentAt = env.now() + patience;
  let pingAt = Infinity;
  let pingEvery = Infinity;
  let cancel = () => {
  };
  const close = (why) => {
    cancel();
    end(why);
    abort.abort();
  };
  const send = (frames) => {
    if (signal.aborted) return;
    pingAt = env.now() + pingEvery;
    sendPayload?.(frames);
  };
  const watch = () => {
    cancel();
    if (signal.aborted) return;
    const now = env.now();
    if (now >= silentAt) return close(unreachable());
    if (now >= pingAt) send([{ type: "ping" }]);
    cancel = env.after(Math.min(silentAt, pingAt) - now, watch);
  };
  const payload = (text, answer) => {
    if (signal.aborted) return [];
    const frames = decode(text);
    const [first] = frames;
    const bye = frames.findLast((f) => f.type === "bye");
    const begins = !works && first?.type === "welcome";
    if (begins) {
      works = true;
      const heartbeat = Math.min(Math.max(first.heartbeat, 1), 3600) * 1e3;
      patience = heartbeat + PATIENCE;
      sendPayload = answer;
      if (answer) pingEvery = heartbeat;
      pingAt = env.now() + pingEvery;
    }
    silentAt = env.now() + patience;
    if (works) receive(frames);
    else if (!bye) throw unreadable();
    if (begins) {
      watch();
      welcomed();
    }
    if (bye) close(told({ ...bye, message: bye.reason }));
    return frames;
  };
  const run = async () => open(opening, payload, signal);
  run().then(unreachable, unreachable).then(close);
  watch();
  return {
    ended,
    get sends() {
      return sendPayload !== void 0 && !signal.aborted;
    },
    send,
    check() {
      if (sendPayload) silentAt = Math.min(silentAt, env.now() + PONG);
      send([{ type: "ping" }]);
      watch();
    },
    close
  };
}

// src/client/longpoll.ts
var WAIT = 25;
var REST = 1e3;
var openLongPoll = async ({ env, http, place, tab }, payload, signal) => {
  for (let first = true; !signal.aborted; first = false) {
    const start = env.now();
    const response = await http.open("poll", { body: { connection: tab, wait: WAIT, first, ...place }, signal });
    let { cursor } = place;
    if (response.status !== 204) {
      const frames = payload(await response.text());
      if (signal.aborted) return;
      cursor = frames.findLast((f) => f.type === "cursor")?.cursor;
      if (cursor === void 0) throw unreadable();
    }
    const rest = first || cursor !== place.cursor ? 0 : start + REST - env.now();
    if (rest > 0) await new Promise((wake) => env.after(rest, wake));
    place = { ...place, cursor };
  }
};

// src/client/event-stream.ts
function eventStream(event2) {
  let rest = "";
  let data = [];
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const field = /^data(?:: ?(.*))?$/s.exec(line);
      if (field) data.push(field[1] ?? "");
      if (line || data.length === 0) continue;
      event2(data.join("\n"));
      data = [];
    }
  };
}

// src/client/sse.ts
var openSse = async ({ http, place }, payload, signal) => {
  const { body, headers, status } = await http.open("sse", { headers: { Accept: "text/event-stream" }, signal }, place);
  if (status === 204) throw new ChatError("unauthenticated", "There is no session.");
  if (!body || !/^text\/event-stream\b/i.test(headers.get("Content-Type") ?? "")) throw unreadable();
  await body.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write: eventStream(payload) }));
};

// src/protocol.gen.ts
var PROTOCOL_VERSION = 1;
var SUBPROTOCOL = "chatmount.v1";

// src/client/websocket.ts
var openWebSocket = ({ env, http, place }, payload, signal) => new Promise((resolve, reject) => {
  const socket = new env.WebSocket(http.url("ws").replace(/^http/, "ws"), SUBPROTOCOL);
  const send = (frames) => socket.send(encode(frames));
  signal.onabort = () => socket.close();
  socket.onopen = () => send([{ type: "hello", v: PROTOCOL_VERSION, ...place, token: http.token ?? void 0 }]);
  socket.onmessage = ({ data }) => {
    try {
      payload(String(data), send);
    } catch (error) {
      reject(error);
    }
  };
  socket.onclose = resolve;
});

// src/client/connection.ts
var TRANSPORTS = { websocket: openWebSocket, sse: openSse, longpoll: openLongPoll };
var STABLE = 1e4;
var WELCOME = 5e3;
var PROBE = 12e4;
var PROBE_SOON = 5e3;
var PROBE_LATE = 18e5;
var HURRY = 250;
function createConnection(env, http, ladder, owner) {
  const tab = env.id();
  let run;
  let link;
  let opening;
  let lost;
  let away = false;
  let failures = 0;
  let wasOnline = false;
  let onlineSince = Infinity;
  let networkChanged = false;
  let better = [];
  let probeEvery = PROBE;
  let due = 0;
  let wake = () => {
  };
  let cancel = () => {
  };
  let mayHurry = false;
  const shorten = (ms) => {
    const earlier = env.now() + ms;
    if (earlier >= due) return;
    due = earlier;
    cancel();
    cancel = env.after(ms, wake);
  };
  const wait = (ms) => new Promise((resolve) => {
    wake = resolve;
    due = Infinity;
    shorten(ms);
  });
  const hurry = () => {
    if (mayHurry) shorten(due === Infinity ? 0 : HURRY * (1 + env.random()));
  };
  const closeLinks = () => {
    link?.close(unreachable());
    opening?.close(unreachable());
    link = void 0;
  };
  const trying = () => wasOnline ? "reconnecting" : "connecting";
  const stay = async (own) => {
    while (run === own) {
      onlineSince = Infinity;
      owner.changed({ state: trying(), attempt: failures });
      const why = await connect(own).catch(unreachable);
      if (run !== own) return;
      if (!why.passing && !owner.refused(why)) {
        run = void 0;
        cancel();
        return owner.changed({ state: "offline", attempt: failures, reason: why.code });
      }
      failures = env.now() - onlineSince > STABLE ? 1 : failures + 1;
      const ms = backoff(env, failures, why);
      owner.changed({ state: env.online() ? trying() : "offline", attempt: failures, retryAt: env.now() + ms });
      mayHurry = why.retryAfter === void 0;
      await wait(ms);
      mayHurry = true;
      if (away) await wait(Infinity);
    }
  };
  const connect = async (own) => {
    const isWanted = () => run === own && !away;
    await owner.session();
    let why = unreachable();
    for (const via of isWanted() ? ladder.round(failures) : []) {
      const failed = await open(via);
      if (!failed) return hold();
      why = failed;
      if (why.code !== "unreachable" || !isWanted()) break;
      ladder.failed(via);
    }
    return why;
  };
  const open = (via) => new Promise((resolve) => {
    const place = present(owner.place());
    const patience = Math.min(WELCOME + 8 * http.roundTrip, 4 * WELCOME);
    const opened = openLink(TRANSPORTS[via], { env, http, place, tab }, patience, owner.receive, () => {
      const worse = link;
      link = opened;
      lost = opened.ended;
      worse?.close(unreachable());
      better = ladder.above(via);
      probeEvery = networkChanged ? PROBE_SOON : PROBE;
      wasOnline = true;
      onlineSince = Math.min(onlineSince, env.now());
      ladder.worked(via);
      owner.changed({ state: "online", via, attempt: 0 });
      resolve(void 0);
    });
    opening = opened;
    void opened.ended.then((why) => {
      if (link === opened) link = void 0;
      resolve(why);
    });
  });
  const hold = async () => {
    while (link) {
      if (await Promise.race([lost, wait(better.length > 0 ? probeEvery * (0.75 + env.random() / 2) : Infinity)])) break;
      probeEvery = Math.min(Math.max(probeEvery, PROBE / 2) * 2, PROBE_LATE);
      networkChanged = false;
      for (const via of better) if (!link || !await open(via)) break;
    }
    return lost;
  };
  return {
    get link() {
      return link;
    },
    start(again = false) {
      if (run) return;
      failures = 0;
      wasOnline = again;
      void stay(run = /* @__PURE__ */ Symbol());
    },
    stop() {
      if (!run) return;
      run = void 0;
      closeLinks();
      cancel();
      owner.changed({ state: "idle", attempt: 0 });
    },
    drop(why) {
      link?.close(why);
    },
    pause() {
      away = true;
      closeLinks();
    },
    resume() {
      away = false;
      if (link) link.check();
      else hurry();
    },
    networkChanged() {
      networkChanged = true;
      if (link) {
        shorten(PROBE_SOON);
        link.check();
      } else if (env.online()) {
        hurry();
      }
    }
  };
}

// src/client/courier.ts
var TIMEOUT = 15e3;
function createCourier(env, http, link) {
  const waiting = /* @__PURE__ */ new Map();
  const heard = (frames) => {
    for (const frame of frames) {
      if (frame.type === "ack" || frame.type === "event" || frame.type === "error") {
        waiting.get(frame.key ?? "")?.(frame.type === "error" ? told(frame) : ackOf(frame));
      }
    }
  };
  const post = async (frame, conversation) => {
    heard(decode(await http.text("send", { body: [frame] }, { conversation })));
  };
  return {
    heard,
    async carry(command, conversation, connection) {
      const { key } = command;
      let cancel = () => {
      };
      const answer = await new Promise((resolve) => {
        const over = link();
        const unknown = () => resolve(unreachable());
        waiting.set(key, resolve);
        if (connection && over?.sends) {
          over.send([command]);
          void over.ended.then(unknown);
          cancel = env.after(TIMEOUT, () => {
            over.check();
            unknown();
          });
        } else {
          post(command, conversation).then(unknown, (error) => resolve(blocked(error)));
        }
      });
      cancel();
      waiting.delete(key);
      if (answer instanceof ChatError) throw answer;
      return answer;
    },
    say(frame, conversation) {
      const over = link();
      if (over?.sends) over.send([frame]);
      else if (over) post(frame, conversation).catch(() => {
      });
    }
  };
}
function weigh(command) {
  return new Blob([encode([command])]).size;
}
function ackOf({ key = "", conversation, offset: offset2, id, at }) {
  return { type: "ack", key, conversation, offset: offset2, id, at };
}
function blocked(error) {
  const why = unreachable(error);
  const refused = why.code === "unreachable" && [400, 403, 406, 413].includes(why.status ?? 0);
  return refused ? new ChatError("forbidden", "The message was blocked on its way.", { status: why.status }) : why;
}

// src/client/environment.ts
function browser() {
  const { WebSocket, BroadcastChannel, navigator, document: document2 } = globalThis;
  return {
    fetch: (url, init) => fetch(url, init),
    WebSocket,
    storage: localStorageIfAllowed(),
    locks: navigator?.locks,
    BroadcastChannel,
    base: document2?.baseURI,
    now: Date.now,
    after(ms, f) {
      const timer = setTimeout(f, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    id: () => crypto.getRandomValues(new Uint32Array(4)).join("-"),
    // crypto.randomUUID exists in secure contexts only
    online: () => navigator?.onLine !== false,
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
var NAMES = {
  show: ["pageshow", "resume", "visibilitychange"],
  hide: ["pagehide", "freeze"]
};
function listenToPage(event2, f) {
  const stop = new AbortController();
  const listener = () => {
    if (event2 !== "show" || document.visibilityState === "visible") f();
  };
  for (const name of NAMES[event2] ?? [event2]) globalThis.window?.addEventListener(name, listener, { capture: true, signal: stop.signal });
  return () => stop.abort();
}

// src/client/expiry.ts
var DRAFT = 1e4;
function createExpiry(env, dispatch) {
  const waiting = /* @__PURE__ */ new Map();
  const expire = (name, ms, change) => {
    waiting.get(name)?.();
    waiting.set(name, env.after(ms, () => {
      waiting.delete(name);
      dispatch(change);
    }));
  };
  return {
    heard(frames) {
      for (const frame of frames) {
        if (frame.type === "typing" && frame.on) expire(`typing ${frame.author.id}`, frame.ttl * 1e3, { ...frame, on: false });
        if (frame.type === "delta" && frame.done) expire(`draft ${frame.draft}`, DRAFT, { ...frame, from: 0, text: "" });
      }
    },
    close() {
      for (const cancel of waiting.values()) cancel();
    }
  };
}

// src/client/version.ts
var VERSION = "0.1.0";

// src/client/http.ts
var TIMEOUT2 = 2e4;
function createHttp(env, server, bearer) {
  const mount = new URL(server, env.base);
  mount.search = mount.hash = "";
  if (!mount.pathname.endsWith("/")) mount.pathname += "/";
  const http = {
    token: null,
    roundTrip: 0,
    server: mount.href,
    url(path, query = {}) {
      const url = new URL(path, mount);
      url.search = String(new URLSearchParams(present(query)));
      return url.href;
    },
    async open(path, { body, method, headers, signal }, query) {
      const verb = method ?? (body ? "POST" : "GET");
      const response = await env.fetch(http.url(path, query), {
        method: verb,
        cache: "no-store",
        credentials: bearer ? "omit" : "include",
        headers: present({
          ...headers,
          "Chat-Client": verb === "GET" ? null : `chatmount-js/${VERSION}`,
          "Content-Type": body ? "application/json" : null,
          Authorization: http.token && `Bearer ${http.token}`
        }),
        body: body ? JSON.stringify(body) : null,
        signal
      });
      if (response.status < 300) return response;
      const { status } = response;
      const answer = parse(await response.text());
      const error = isObject(answer) && answer.error;
      throw failure(error) ? told(error, status) : unreachable(answer, status);
    },
    async text(path, request, query) {
      const abort = new AbortController();
      const giveUp = () => abort.abort();
      const stop = env.after(TIMEOUT2, giveUp);
      request.signal?.addEventListener("abort", giveUp);
      try {
        return await (await http.open(path, { ...request, signal: abort.signal }, query)).text();
      } catch (error) {
        throw unreachable(error);
      } finally {
        stop();
      }
    },
    async json(path, request = {}, query) {
      const start = env.now();
      const answer = parse(await http.text(path, request, query));
      http.roundTrip = env.now() - start;
      if (!isObject(answer)) throw unreadable();
      return answer;
    }
  };
  return http;
}

// src/client/ladder.ts
var MEMORY = 24 * 36e5;
function createLadder(env, shelf, rungs) {
  let proven;
  const remembered = () => {
    const memory = shelf.get("via", isMemory);
    return memory && memory.until >= env.now() ? memory.via : void 0;
  };
  const forget = () => shelf.remove("via");
  return {
    forget,
    round(failures) {
      if (proven && failures <= 1) return [proven];
      const first = remembered();
      return [...rungs.filter((via) => via === first), ...rungs.filter((via) => via !== first)];
    },
    above: (via) => rungs.slice(0, rungs.indexOf(via)),
    worked(via) {
      proven = via;
      if (via === rungs[0]) forget();
      else shelf.set("via", { via, until: env.now() + MEMORY });
    },
    failed(via) {
      if (remembered() === via) forget();
    }
  };
}
var isMemory = object({ via: string, until: number });

// src/client/outbox.ts
var PAYLOAD = 64 * 1024;
var PREFIX = "outbox:";
function createOutbox(env, shelf, courier, store, ready) {
  const { dispatch } = store;
  const receipts = /* @__PURE__ */ new Map();
  const discarded = /* @__PURE__ */ new Set();
  let sending = false;
  let failures = 0;
  const waiting = () => store.model.outbox.filter(isWaiting);
  const find2 = (key) => waiting().find(({ command }) => command.key === key);
  const me = () => store.state.me?.id ?? null;
  const isOwn = ({ participant: participant2 }) => participant2 === null || participant2 === me();
  const next = () => waiting().find((entry) => entry.error === void 0 && isOwn(entry));
  const stored = () => shelf.names(PREFIX).flatMap((name) => shelf.get(name, isEntry) ?? []);
  function keep(entry) {
    shelf.set(PREFIX + entry.command.key, entry);
  }
  function put2(entry) {
    dispatch({ type: "entry", entry });
  }
  function drop(key, code, error) {
    dispatch({ type: "gone", key, code, error });
  }
  function discard(key) {
    drop(key, "discarded", "The message was discarded.");
  }
  function setAside(key) {
    drop(key, "unauthenticated", "The session has ended.");
  }
  function refuse(entry, { code, message }) {
    put2({ ...entry, error: message, code, conversation: code === "not_found" ? null : entry.conversation });
  }
  function take(entries) {
    for (const entry of entries) {
      const { key } = entry.command;
      if (find2(key)) continue;
      if (discarded.has(key)) discard(key);
      else if (me() !== null && !isOwn(entry)) setAside(key);
      else put2(entry);
    }
    void send();
  }
  async function send() {
    if (sending) return;
    sending = true;
    for (let entry; ready() && (entry = next()); ) await attempt(entry);
    sending = false;
  }
  async function attempt(entry) {
    const { key } = entry.command;
    const pinned = { ...entry, participant: me(), conversation: entry.conversation ?? store.state.conversation };
    put2(pinned);
    try {
      dispatch(await carry(pinned));
      failures = 0;
    } catch (error) {
      const why = unreachable(error);
      const current = find2(key);
      if (!current) return;
      if (why.passing) {
        failures++;
        if (ready()) await new Promise((wake) => env.after(backoff(env, failures, why), wake));
      } else {
        refuse(current, why);
        failures = 0;
      }
    }
  }
  async function carry({ command, conversation }) {
    const { limits: limits2, conversation: followed } = store.state;
    if (weigh(command) > (limits2?.payload ?? PAYLOAD)) throw new ChatError("too_large", "The message is too long.");
    return courier.carry(command, conversation, failures < 2 && conversation === followed);
  }
  function settle({ key, offset: offset2, id, at }) {
    if (!key) return;
    receipts.get(key)?.resolve({ key, offset: offset2, id, at });
    receipts.delete(key);
    shelf.remove(PREFIX + key);
  }
  function reject(key, code, error) {
    receipts.get(key)?.reject(new ChatError(code, error));
    receipts.delete(key);
  }
  function look({ command: { key }, error, code = "", ack }) {
    if (ack) settle({ key, ...ack });
    else if (error !== void 0) reject(key, code, error);
  }
  return {
    waiting,
    next,
    send,
    take,
    discard,
    /** Whether anything is stored, whosever it is. */
    left() {
      return shelf.names(PREFIX).length > 0;
    },
    /** Takes over what is stored and is of whoever is signed in; with anybodys set, what others have said too. */
    load(anybodys = false) {
      take(stored().filter((entry) => anybodys || isOwn(entry)));
    },
    /** Goes on for the tab that has sent so far, which knew more of what it has stored. */
    lead() {
      for (const entry of waiting()) {
        const { participant: participant2, conversation } = shelf.get(PREFIX + entry.command.key, isEntry) ?? entry;
        put2({ ...entry, participant: participant2, conversation });
      }
    },
    /** Takes a command; resolves when it is durable. */
    add(command) {
      const now = env.now();
      const turn = Math.max(now, (store.model.outbox.at(-1)?.turn ?? 0) + 1);
      const entry = { command, at: new Date(now).toISOString(), turn, conversation: store.state.conversation, participant: me() };
      keep(entry);
      put2(entry);
      const receipt = new Promise((resolve, reject2) => receipts.set(command.key, { resolve, reject: reject2 }));
      void send();
      return receipt;
    },
    /** Lets a refused entry be sent again. What somebody else has said and is sent again by hand is one's own from then on. */
    retry(key) {
      const entry = find2(key);
      if (entry?.error === void 0) return;
      const { error: _error, code: _code, ...again } = entry;
      put2({ ...again, ...!isOwn(entry) && { participant: null, conversation: null } });
      void send();
    },
    /** Follows what has changed, in this tab or in the one that sends. */
    heard(changes) {
      for (const change of changes) {
        switch (change.type) {
          case "ack":
          case "event":
            settle(change);
            break;
          case "entry": {
            const { entry } = change;
            const { key } = entry.command;
            if (!find2(key)) shelf.remove(PREFIX + key);
            else if (store.state.leads && entry.code !== "unauthenticated") keep(entry);
            look(entry);
            break;
          }
          case "gone":
            reject(change.key, change.code, change.error);
            if (change.code !== "discarded") break;
            discarded.add(change.key);
            shelf.remove(PREFIX + change.key);
            break;
          case "model":
            change.model.log.forEach(settle);
            change.model.outbox.forEach(look);
        }
      }
    },
    /** Marks everything that waits as refused: there will be no connection for it. */
    refuseAll(why) {
      for (const entry of waiting()) if (entry.error === void 0) refuse(entry, why);
    },
    /** Puts away what others than who is signed in have said. */
    setAside() {
      for (const entry of waiting()) if (!isOwn(entry)) setAside(entry.command.key);
    },
    /** Drops everything that is shown, and what is stored and not another participant's. */
    clear() {
      for (const { command } of [...store.model.outbox, ...stored().filter(isOwn)]) discard(command.key);
    },
    /** Ends the waiting for receipts; what was not sent stays stored. */
    close() {
      for (const [key] of receipts) reject(key, "closed", "The chat was closed.");
    }
  };
}
var is2 = (value) => (v) => v === value;
var isEntry = object({
  command: either(object({ type: is2("send"), key: string, parts: list(isObject) }), object({ type: is2("action"), key: string, value: string })),
  at: string,
  turn: number,
  conversation: orNull(string),
  participant: orNull(string),
  error: optional(string),
  ack: is2(void 0)
});

// src/client/session.ts
var LEFT = "signed out";
function createSession(http, shelf, bearer) {
  let stored;
  let asking;
  let confirmed = false;
  let turn = Promise.resolve();
  const use = (session) => {
    stored = session;
    http.token = bearer && session?.token || null;
  };
  const inTurn = (request) => {
    const made = turn.then(request);
    turn = made.catch(() => {
    });
    return made;
  };
  const ask = (path, request) => {
    const answered = asking = inTurn(async () => {
      if (shelf.get(LEFT, string) !== void 0) await remove();
      const answer = await http.json(path, request);
      if (!isAnswer(answer)) throw unreadable();
      const { session, participant: participant2, token = stored?.token } = answer;
      use({ id: session.id, me: participant2, token: bearer ? token : void 0 });
      if (asking !== answered) throw unreachable();
      confirmed = true;
      shelf.set("session", stored);
      return answer;
    }).finally(() => {
      if (asking === answered) asking = void 0;
    });
    return answered;
  };
  const open = async (create) => {
    const shared = asking;
    try {
      return await (shared ?? ask("session", { body: create && {}, headers: bearer && { "Chat-Token": "bearer" } }));
    } catch (error) {
      if (shared && create && isUnauthenticated(error)) return open(true);
      throw error;
    }
  };
  const remove = async () => {
    http.token ??= shelf.get(LEFT, string) || null;
    await http.text("session", { method: "DELETE" }).catch((error) => {
      if (!isUnauthenticated(error)) throw error;
    });
    use(void 0);
    shelf.remove(LEFT);
  };
  const forget = () => {
    asking = void 0;
    confirmed = false;
    use(void 0);
    shelf.remove("session");
  };
  return {
    get me() {
      return stored?.me ?? null;
    },
    get id() {
      return stored?.id;
    },
    get confirmed() {
      return confirmed;
    },
    load() {
      if (!confirmed) use(shelf.get("session", isStored2));
    },
    open,
    identify: (token) => ask("session/identify", { body: { token } }),
    doubt() {
      confirmed = false;
    },
    forget,
    async end(known) {
      const due = known || asking;
      if (due) shelf.set(LEFT, http.token ?? "");
      forget();
      if (due) await inTurn(remove);
    }
  };
}
function isUnauthenticated(error) {
  return error.code === "unauthenticated";
}
var isStored2 = object({ id: string, me: participant, token: optional(string) });
var isAnswer = object({ session: object({ id: string }), participant, conversation: orNull(object({ id: string })), token: optional(string) });

// src/client/shelf.ts
var VERSION2 = 1;
function createShelf(storage, name) {
  const memory = /* @__PURE__ */ new Map();
  const prefix = `chatmount:${name}:`;
  const attempt = (use) => {
    try {
      return storage ? use(storage) : void 0;
    } catch {
      return void 0;
    }
  };
  const remove = (name2) => {
    memory.delete(prefix + name2);
    attempt((s) => s.removeItem(prefix + name2));
  };
  return {
    lasts: storage !== null,
    get(name2, is3) {
      const key = prefix + name2;
      const item = parse(memory.get(key) ?? attempt((s) => s.getItem(key)) ?? "");
      return isObject(item) && item.v === VERSION2 && is3(item.value) ? item.value : void 0;
    },
    set(name2, value) {
      const key = prefix + name2;
      const text = JSON.stringify({ v: VERSION2, value });
      const lasts = attempt((s) => {
        s.setItem(key, text);
        return true;
      }) ?? false;
      if (lasts) {
        memory.delete(key);
      } else {
        remove(name2);
        memory.set(key, text);
      }
      return lasts;
    },
    remove,
    names(start) {
      const stored = attempt((s) => Array.from({ length: s.length }, (_, i) => s.key(i) ?? "")) ?? [];
      const whole = prefix + start;
      return [...memory.keys(), ...stored].filter((key) => key.startsWith(whole)).map((key) => key.slice(prefix.length));
    }
  };
}

// src/client/signals.ts
var TYPING = 3e3;
var READING = 500;
function createSignals(env, say) {
  let typedAt = 0;
  let mark = 0;
  let cancel;
  const known = (offset2, read) => {
    mark = Math.max(mark, read);
    if (offset2 >= mark) return;
    cancel ??= env.after(READING, () => {
      cancel = void 0;
      say({ type: "read", offset: mark });
    });
  };
  return {
    typing(on) {
      const now = env.now();
      if (on ? now - typedAt < TYPING : typedAt === 0) return;
      typedAt = on ? now : 0;
      say({ type: "typing", on });
    },
    read: (offset2) => known(mark, offset2),
    known,
    forget() {
      cancel?.();
      cancel = void 0;
      mark = typedAt = 0;
    }
  };
}

// src/client/store.ts
function createStore(after = () => {
}) {
  const listeners = /* @__PURE__ */ new Set();
  let model = EMPTY;
  let told2 = model.state;
  let telling = false;
  function tell() {
    if (telling) return;
    telling = true;
    while (told2 !== model.state) {
      const previous = told2;
      told2 = model.state;
      for (const listener of [...listeners]) {
        try {
          listener(told2, previous);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
    telling = false;
  }
  return {
    get model() {
      return model;
    },
    get state() {
      return model.state;
    },
    dispatch(...changes) {
      model = reduce(model, changes);
      after(changes);
      tell();
    },
    subscribe(listener) {
      const own = (...states) => listener(...states);
      listeners.add(own);
      return () => listeners.delete(own);
    }
  };
}

// src/client/tabs.ts
var PATIENCE2 = 3e3;
var PERIOD = 15e3;
function createTabs(env, name, store, member) {
  const id = env.id();
  let joined = false;
  let channel;
  let turn = new AbortController();
  let place = "";
  let told2 = 0;
  let asked = false;
  let timer = () => {
  };
  const leads = () => store.state.leads;
  function listen() {
    const { BroadcastChannel, locks } = env;
    if (name === null || channel || !BroadcastChannel || !locks) return;
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => hear(JSON.parse(data));
  }
  function join() {
    if (joined) return;
    joined = true;
    listen();
    if (!channel) return lead();
    queue();
    ask();
  }
  function ask() {
    order("take", member.waiting());
  }
  function order(order2, ...[arg]) {
    if (joined && !leads()) {
      post({ place, order: order2, arg });
      if (!asked) wait(PATIENCE2 * (1 + env.random()), () => queue(true));
      asked = true;
    }
    return leads();
  }
  function hear(said) {
    if (said.order) return leads() ? obey(said) : void 0;
    if (leads()) return;
    join();
    member.heard();
    const { at, from, changes } = said;
    if (from !== void 0 && from !== place) return asked ? void 0 : ask();
    asked = false;
    wait(member.waiting().some((e) => e.error === void 0) ? PATIENCE2 : PERIOD, ask);
    if (at === place) return;
    place = at;
    try {
      store.dispatch(...changes, { type: "state", state: { leads: false } });
    } catch {
      place = "";
      ask();
    }
  }
  function obey({ place: from, order: order2, arg }) {
    const missed = from !== place;
    member[order2](arg);
    post(missed ? { at: place, changes: [{ type: "model", model: store.model }] } : { at: place, from: place, changes: [] });
  }
  function queue(steal = false) {
    turn.abort();
    turn = new AbortController();
    const { signal } = turn;
    const held = () => new Promise((release) => {
      if (signal.aborted) return release();
      signal.onabort = () => release();
      lead();
    });
    env.locks.request(name, steal ? { steal } : { signal }, held).catch((error) => {
      if (signal.aborted) return;
      if (error.name !== "AbortError") return lead();
      follow2();
      queue();
      ask();
    });
  }
  function lead() {
    timer();
    asked = false;
    store.dispatch({ type: "state", state: { leads: true } });
    member.lead();
  }
  function follow2() {
    if (!leads()) return;
    store.dispatch({ type: "state", state: { leads: false } });
    member.follow();
  }
  function post(said) {
    channel?.postMessage(JSON.stringify(said));
  }
  function wait(ms, f) {
    timer();
    timer = env.after(ms, f);
  }
  return {
    listen,
    join,
    ask,
    order,
    /** Lets the others go on without this tab. */
    leave() {
      turn.abort();
      timer();
      channel?.close();
      channel = void 0;
      joined = asked = false;
      follow2();
    },
    /** Tells the others what has changed here, if this tab leads. */
    tell(changes) {
      if (!leads()) return;
      const from = place;
      place = `${id}.${told2++}`;
      post({ at: place, from, changes });
    }
  };
}

// src/client/client.ts
var LADDER = ["websocket", "sse", "longpoll"];
function createClient(options, environment = {}) {
  const env = { ...browser(), ...environment };
  const { bearer = false, storage = env.storage, transports = LADDER } = options;
  const http = createHttp(env, options.server, bearer);
  const name = http.server + (bearer ? "#" : "");
  const together = storage && storage === env.storage;
  const store = createStore((changes) => {
    tabs.tell(changes);
    outbox.heard(changes);
  });
  const { dispatch, subscribe } = store;
  const shelf = createShelf(storage, name);
  const session = createSession(http, shelf, bearer);
  const cache = createCache(env, shelf, store);
  const ladder = createLadder(env, shelf, transports);
  const connection = createConnection(env, http, ladder, {
    place: () => ({ conversation: store.state.conversation, cursor: store.model.cursor }),
    session: openSession,
    receive,
    changed,
    refused
  });
  const courier = createCourier(env, http, () => connection.link);
  const outbox = createOutbox(env, shelf, courier, store, () => store.state.leads && is3("online") && session.confirmed && !closed);
  const history = createHistory(http, store, (why) => connection.drop(why));
  const signals = createSignals(env, (frame) => courier.say(frame, store.state.conversation));
  const expiry = createExpiry(env, dispatch);
  const { waiting } = outbox;
  const tabs = createTabs(env, together ? `chatmount/${VERSION} ${name}` : null, store, { waiting, lead, follow: follow2, heard, take, retry, discard, typing, stop, read, claim, forget: () => void forget().catch(() => {
  }) });
  let claimed;
  let started = false;
  let closed = false;
  const is3 = (state) => store.state.connection.state === state;
  const closedError = () => new ChatError("closed", "The chat was closed.");
  function show(state) {
    dispatch({ type: "state", state });
  }
  function take(entries) {
    outbox.take(entries);
    outbox.load();
    if (outbox.next()) connection.start();
  }
  function retry(key) {
    if (closed || !tabs.order("retry", key)) return;
    outbox.retry(key);
    connection.start();
  }
  function discard(key) {
    tabs.order("discard", key);
    outbox.discard(key);
  }
  function typing(on) {
    if (is3("online") && tabs.order("typing", on)) signals.typing(on);
  }
  function stop(draft = store.state.messages.findLast((m) => m.draft && m.author.role === "bot")?.id) {
    if (!is3("online") || !tabs.order("stop", draft)) return;
    courier.say({ type: "stop", draft }, store.state.conversation);
  }
  function read(offset2) {
    const { me, reads } = store.state;
    const mark = Math.floor(Math.min(offset2, lastOffset(store.model.log))) || 0;
    if (!me || closed || mark <= (reads[me.id] ?? 0)) return;
    dispatch({ type: "read", participant: me.id, offset: mark });
    if (tabs.order("read", mark)) signals.read(mark);
  }
  function claim(token, settle = () => {
  }) {
    claimed?.settle();
    claimed = { token, settle };
    if (store.state.leads) reopen();
    else tabs.ask();
  }
  function heard() {
    if (!claimed || claimed.told) return;
    claimed.told = true;
    tabs.order("claim", claimed.token);
    claimed.settle();
  }
  async function forget(known = false) {
    const ended = session.end(known);
    claimed?.settle(new ChatError("closed", "The session has ended."));
    claimed = void 0;
    connection.stop();
    outbox.clear();
    leave2();
    await ended;
  }
  function lead() {
    outbox.lead();
    if (!load(true)) return show({ connection: EMPTY.state.connection });
    connection.start(!is3("connecting"));
    connection.resume();
  }
  function follow2() {
    connection.pause();
    session.doubt();
    history.forget();
    signals.forget();
  }
  async function start() {
    if (closed) return;
    started = true;
    if (!load()) return tabs.listen();
    join();
    await settled();
  }
  function join() {
    if (is3("idle")) show({ connection: { state: "connecting", attempt: 0 } });
    tabs.join();
  }
  async function submit(command) {
    if (closed) throw closedError();
    started = true;
    load();
    const receipt = outbox.add(command);
    join();
    if (tabs.order("take", waiting())) connection.start();
    return receipt;
  }
  function load(sends = false) {
    session.load();
    const { me } = session;
    if (me && !store.state.me) dispatch({ type: "state", state: { me } }, ...cache.load(me.id));
    if (sends) outbox.load();
    return !!me || outbox.left();
  }
  function settled() {
    return new Promise((resolve) => {
      const look = () => {
        if (!is3("online") && !is3("idle") && !store.state.connection.reason) return;
        stop2();
        resolve();
      };
      const stop2 = subscribe(look);
      look();
    });
  }
  async function openSession() {
    if (session.confirmed) return;
    const { participant: participant2, conversation } = await prove(await session.open(!!outbox.next()));
    if (closed || !store.state.leads) return;
    if (store.state.conversation !== null && store.state.conversation !== conversation?.id) {
      cache.forget();
      dispatch({ type: "left" });
    }
    signedIn(participant2);
  }
  async function prove(answer) {
    const claim2 = claimed;
    if (!claim2) return answer;
    try {
      answer = await (claim2.proof ??= session.identify(claim2.token));
      claim2.settle();
    } catch (error) {
      const why = unreachable(error);
      delete claim2.proof;
      if (why.passing) throw why;
      claim2.settle(why);
    }
    if (claimed === claim2) claimed = void 0;
    return answer;
  }
  function reopen() {
    connection.stop();
    session.doubt();
    if (load(true)) connection.start();
  }
  function signedIn(me) {
    const before = store.state.me;
    show({ me });
    if (before?.id === me.id) return;
    if (before) outbox.setAside();
    outbox.load();
  }
  function leave2() {
    history.forget();
    signals.forget();
    cache.forget();
    ladder.forget();
    dispatch({ type: "left" }, { type: "state", state: { me: null } });
  }
  function receive(frames) {
    const at = new Date(env.now()).toISOString();
    history.receive(frames.map((frame) => frame.type === "delta" ? { ...frame, at } : frame));
    courier.heard(frames);
    expiry.heard(frames);
    cache.changed();
    const [welcome] = frames;
    if (welcome?.type !== "welcome") return;
    const { me, reads } = store.state;
    if (me) signals.known(welcome.reads.find((r) => r.participant === me.id)?.offset ?? 0, reads[me.id] ?? 0);
    if (welcome.session !== session.id) askWho();
  }
  function askWho() {
    session.doubt();
    session.open(false).then(({ participant: participant2 }) => {
      signedIn(participant2);
      void outbox.send();
    }).catch((why) => connection.drop(unreachable(why)));
  }
  function changed(connection2) {
    if (!store.state.leads) return;
    show({ connection: connection2 });
    void outbox.send();
  }
  function refused(why) {
    const { code } = why;
    if (code === "signed_out") outbox.clear();
    if (code === "signed_out" || code === "unauthenticated") {
      session.forget();
      leave2();
      if (code === "unauthenticated") outbox.load(true);
    } else if (store.state.conversation !== null && (code === "forbidden" || code === "not_found")) {
      cache.forget();
      session.doubt();
      dispatch({ type: "left" });
      return true;
    }
    outbox.refuseAll(why);
    return false;
  }
  const unlisten = [
    ...["online", "offline"].map((event2) => env.on(event2, () => connection.networkChanged())),
    env.on("show", () => {
      if (!started) return;
      void start();
      if (store.state.leads) connection.resume();
      else tabs.ask();
    }),
    env.on("hide", () => {
      cache.write();
      tabs.leave();
    })
  ];
  return {
    get state() {
      return store.state;
    },
    subscribe,
    start,
    retry,
    discard,
    typing,
    stop: () => stop(),
    read,
    send(message) {
      typing(false);
      const parts2 = typeof message === "string" ? [{ type: "text", text: message }] : message;
      return submit({ type: "send", key: env.id(), parts: parts2 });
    },
    action: (message, value) => submit({ type: "action", key: env.id(), event: message.id, value }),
    async loadOlder() {
      session.load();
      if (!closed) await history.older();
    },
    identify: (token) => new Promise((resolve, reject) => {
      if (closed) return reject(closedError());
      claim(token, (refused2) => refused2 ? reject(refused2) : resolve());
    }),
    async logout() {
      session.load();
      tabs.order("forget");
      await forget(!!session.me);
    },
    close() {
      closed = true;
      cache.write();
      outbox.close();
      tabs.leave();
      connection.stop();
      expiry.close();
      show({ connection: EMPTY.state.connection });
      for (const stop2 of unlisten.splice(0)) stop2();
    }
  };
}
export {
  ChatError,
  VERSION,
  createClient
};
