/** Shows in the diagram what the server has seen. */
import { bytes, count, milliseconds, sentence, ways } from "./words.js";

const MIDDLE = 280; // milliseconds until what travels has reached the transport in the middle

/** Between two notes that came together, so that the eye can follow; less when many wait. In milliseconds. */
const STEP = 130;
const LAG = 1500;

export class Show {
  #diagram;
  #ledger;
  #due = 0;
  #answer = "";
  #write = "";

  constructor(diagram, ledger) {
    this.#diagram = diagram;
    this.#ledger = ledger;
  }

  /** Shows how things are. */
  state({ blocked, open, wires, turns, session, counts }) {
    const d = this.#diagram;
    for (const via of Object.keys(ways)) {
      const { up, down, upBytes, downBytes } = wires[via];
      d.bar(via, blocked[via] || blocked.network);
      d.facts(via, [["Frames up", `${up}, ${bytes(upBytes)}`], ["Frames down", `${down}, ${bytes(downBytes)}`], ["Open at the server", String(open[via])]]);
    }
    const connections = open.websocket + open.sse + open.longpoll;
    d.bar("gateway", blocked.network);
    d.live("gateway", connections > 0);
    d.say("gateway", blocked.network ? "cut off" : connections > 0 ? `${count(connections, "connection")} open` : "waiting");
    d.on("sessions", session !== null);
    d.say("sessions", session === null ? "no session yet" : count(counts.sessions, "session"));
    d.on("cookie", session?.cookie > "");
    d.say("cookie", session?.cookie ? `“${session.cookie}”, HttpOnly` : "none yet");
    d.facts("cookie", session?.cookie ? [["Name", session.cookie], ["The session ends by", new Date(session.expires).toLocaleDateString("en", { dateStyle: "long" })]] : []);
    d.on("engine", counts.events > 0);
    d.say("engine", counts.events > 0 ? `${count(counts.events, "event")} in ${count(counts.conversations, "log")}` : "no event yet");
    d.on("bot", turns > 0);
    d.say("bot", turns > 0 ? [count(turns, "turn"), this.#answer].filter(Boolean).join(", ") : "listening");
    d.on("database", counts.conversations > 0);
    d.say("database", counts.conversations > 0 ? `${count(counts.events, "event")}, ${bytes(counts.bytes)}` : `nothing of you, ${bytes(counts.bytes)}`);
    d.facts("database", [
      ["Conversations", String(counts.conversations)], ["Events", String(counts.events)], ["Sessions", String(counts.sessions)],
      ["File", bytes(counts.bytes)], ...(this.#write ? [["Last write", this.#write]] : []),
    ]);
  }

  /** Shows what happened, one after the other. */
  notes(notes, missed) {
    if (missed > 0) this.#ledger.add(notes[0].at, "Page", `${count(missed, "note")} were too many to tell`);
    for (const note of notes) {
      const now = performance.now();
      this.#due = Math.max(now, this.#due - now > LAG ? this.#due : this.#due + STEP);
      setTimeout(() => this.#note(note), this.#due - now);
    }
  }

  #note(note) {
    this["_" + note.what]?.(note);
  }

  _opened({ at, via }) {
    if (via === "longpoll") return; // each poll is a frame, too
    this.#ledger.add(at, sentence(ways[via]), "connection opened", "", "up");
    this.#up(via, "up");
  }

  _closed({ at, via }) {
    if (via !== "longpoll") this.#ledger.add(at, sentence(ways[via]), "connection closed");
  }

  _cut({ at, via }) {
    this.#ledger.add(at, sentence(ways[via]), "connection cut by your button", "", "no");
    this.#diagram.send(`${via}-gateway`, "no", true);
    this.#diagram.send(`manager-${via}`, "no", true);
  }

  _refused({ at, via, path }) {
    this.#ledger.add(at, via ? sentence(ways[via]) : "Gateway", via ? "refused: blocked by your button" : `${path}: cut off by your button`, "", "no");
    if (via) this.#diagram.send(`manager-${via}`, "no");
    else this.#diagram.light("gateway", "no");
  }

  _frames({ at, via, up, frames = [], bytes: size = 0 }) {
    const names = frames.length > 0 ? frames.join(", ") : "heartbeat";
    this.#ledger.add(at, sentence(ways[via]), `${up ? "↑" : "↓"} ${names}`, bytes(size), up ? "up" : "down");
    if (up) this.#up(via, "up");
    else this.#down(via);
  }

  _request({ at, method, path, status, bytes: size = 0 }) {
    if (path === "send") return; // its frames are told already
    this.#ledger.add(at, "Gateway", `${method} ${path} → ${status}`, bytes(size), "down");
    this.#diagram.light("gateway", "down");
    if (path.endsWith(".js")) this.#diagram.send("script-launcher", "down");
  }

  _session({ at, cookie: { name, httpOnly, sameSite, secure } }) {
    const traits = [httpOnly && "HttpOnly", sameSite && `SameSite=${sameSite}`, secure && "Secure"].filter(Boolean).join(", ");
    this.#ledger.add(at, "Session manager", `session begun, cookie “${name}” set: ${traits}`, "", "down");
    this.#diagram.send("gateway-sessions", "up");
    setTimeout(() => this.#diagram.send("sessions-cookie", "down"), MIDDLE);
  }

  _ended({ at }) {
    this.#ledger.add(at, "Session manager", "session ended, cookie cleared", "", "no");
    this.#diagram.send("gateway-sessions", "no");
    setTimeout(() => this.#diagram.send("sessions-cookie", "no"), MIDDLE);
  }

  _event({ at, kind, role, offset }) {
    this.#ledger.add(at, "Conversation engine", `event ${offset}: ${kind} of the ${role}; readers woken`, "", role === "visitor" ? "up" : "down");
    if (role === "visitor") this.#diagram.send("gateway-engine", "up");
    else this.#diagram.send("gateway-engine", "down", true);
  }

  _stored({ at, offset, bytes: size, took }) {
    this.#write = milliseconds(took);
    this.#ledger.add(at, "Database", offset ? `event ${offset} is on the disk after ${this.#write}` : `new conversation is on the disk after ${this.#write}`, size ? bytes(size) : "", "up");
    this.#diagram.send("engine-database", "up");
  }

  _turn({ at, offset }) {
    this.#ledger.add(at, "Chatbot", `asked for an answer to event ${offset}`, "", "up");
    this.#diagram.send("engine-bot", "up");
  }

  _answered({ at, offset, took, failed }) {
    this.#answer = milliseconds(took);
    this.#ledger.add(at, "Chatbot", `${failed ? "failed on" : "done with"} event ${offset} after ${this.#answer}`, "", failed ? "no" : "down");
    this.#diagram.send("engine-bot", failed ? "no" : "down", true);
  }

  #up(via, tone) {
    this.#diagram.send(`manager-${via}`, tone);
    setTimeout(() => this.#diagram.send(`${via}-gateway`, tone), MIDDLE);
  }

  #down(via) {
    this.#diagram.send(`${via}-gateway`, "down", true);
    setTimeout(() => this.#diagram.send(`manager-${via}`, "down", true), MIDDLE);
  }
}
