// The desk: who asks, and an answer. It speaks the protocol of docs/protocol.md as an agent,
// by REST and by an event stream for the one conversation that is open.
import { ApiError, follow, request } from "./chat.js";
import { describe, stateOf } from "./words.js";

const $ = (id) => document.getElementById(id);
const every = 2000; // milliseconds between two looks at the list

let me = null; // the agent, null while nobody is signed in
let open = null; // the conversation that is shown, null for none
let stream = null;
let unsent = null; // an answer that was not acknowledged: {text, key}
let timer = 0;
let unreachable = false; // the last look at the list did not get through

start();

async function start() {
  try {
    const { participant } = await request("GET", "session");
    if (participant.role === "agent") return enter(participant);
  } catch (error) {
    if (error.code !== "unauthenticated") complain(error);
  }
  $("login").hidden = false;
}

function enter(participant) {
  me = participant;
  $("me").textContent = me.name;
  $("login").hidden = true;
  $("desk").hidden = false;
  refresh();
}

function leave() {
  clearTimeout(timer);
  stream?.close();
  me = open = stream = null;
  $("desk").hidden = $("conversation").hidden = true;
  $("login").hidden = false;
}

/** Does something that the agent asked for, and says it when that fails. */
async function attempt(what) {
  $("trouble").textContent = "";
  try {
    await what();
  } catch (error) {
    complain(error);
  }
}

function complain(error) {
  if (me && error.code === "unauthenticated") leave();
  $("trouble").textContent = error instanceof ApiError ? error.message : "The server cannot be reached. Try again in a moment.";
}

/** Looks at the list now, and again after a while. */
async function refresh() {
  clearTimeout(timer);
  try {
    const { conversations } = await request("GET", "conversations");
    if (me) list(conversations);
    if (unreachable) $("trouble").textContent = "";
    unreachable = false;
  } catch (error) {
    unreachable = !(error instanceof ApiError);
    complain(error);
  }
  clearTimeout(timer); // another look may have begun meanwhile
  if (me) timer = setTimeout(refresh, every);
}

/** Shows the conversations: those that wait first, then the newest. */
function list(conversations) {
  conversations.sort((a, b) => Number(b.waiting) - Number(a.waiting));
  const focused = document.activeElement?.dataset.id;
  $("list").replaceChildren(...conversations.map((c) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.id = c.id;
    button.textContent = `${nameOf(c)}: ${stateOf(c)}`;
    button.classList.toggle("waiting", c.waiting);
    button.setAttribute("aria-current", String(c.id === open?.id));
    button.addEventListener("click", () => attempt(() => show(c.id)));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
  if (focused) $("list").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  const current = conversations.find((c) => c.id === open?.id);
  if (current) head(current);
}

/** Opens a conversation: what was said, then what comes. */
async function show(id) {
  const c = await request("GET", `conversations/${encodeURIComponent(id)}`);
  const { events } = await request("GET", `conversations/${encodeURIComponent(id)}/events?before=${c.head + 1}&limit=100`);
  if (!me) return;
  stream?.close();
  if (open?.id !== id) unsent = null;
  head(c);
  $("conversation").hidden = false;
  $("log").replaceChildren();
  events.forEach(append);
  stream = follow(id, c.cursor, {
    event: (event) => {
      append(event);
      if (event.kind !== "message") refresh(); // somebody else may answer now
    },
    reset: () => attempt(() => show(id)),
    gone: complain,
  });
  refresh();
}

function head(c) {
  open = c;
  $("who").textContent = nameOf(c);
  $("state").textContent = stateOf(c);
  $("take").disabled = c.assigned === me.id;
  $("back").disabled = !c.assigned && !c.waiting && !c.ended;
  $("end").disabled = c.ended;
}

function nameOf(c) {
  return c.participants.find(({ id }) => id === c.visitor)?.name || `Visitor ${c.visitor.slice(-4)}`;
}

function append(event) {
  const item = document.createElement("li");
  const [who, text] = describe(event, open.participants);
  item.textContent = who ? `${who}: ${text}` : text;
  item.classList.toggle("note", !who);
  $("log").append(item);
  $("log").scrollTop = $("log").scrollHeight;
}

/** A name for what is sent, so that the same is not said twice when it is tried again. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

function change(verb, body) {
  return attempt(async () => {
    await request("POST", `conversations/${encodeURIComponent(open.id)}/${verb}`, { key: newKey(), ...body });
    await refresh();
  });
}

$("login").addEventListener("submit", (e) => {
  e.preventDefault();
  const { name, secret } = e.target.elements;
  attempt(async () => {
    const { participant } = await request("POST", "session", {}, { name: name.value.trim(), secret: secret.value });
    secret.value = "";
    enter(participant);
  });
});

$("answer").addEventListener("submit", (e) => {
  e.preventDefault();
  const { text } = e.target.elements;
  const said = text.value;
  if (said.trim() === "") return;
  if (unsent?.text !== said) unsent = { text: said, key: newKey() };
  const { key } = unsent;
  attempt(async () => {
    await request("POST", `conversations/${encodeURIComponent(open.id)}/messages`, { key, parts: [{ type: "text", text: said }] });
    unsent = null;
    if (text.value === said) text.value = "";
  });
});

$("take").addEventListener("click", () => change("assign", { to: me.id }));
$("back").addEventListener("click", () => change("assign", {}));
$("end").addEventListener("click", () => change("end", {}));
$("leave").addEventListener("click", () => attempt(async () => {
  await request("DELETE", "session");
  leave();
}));
