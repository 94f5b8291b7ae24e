/** The buttons: they take ways away and give them back, at the server and for this visitor only. */
import { ways } from "./words.js";

export class Controls {
  #blocked = { websocket: false, sse: false, longpoll: false, network: false };
  #outcome = document.getElementById("outcome");

  constructor() {
    for (const via of [...Object.keys(ways), "network"]) button(via).addEventListener("click", () => this.#ask({ [via]: !this.#blocked[via] }));
    press("restore", () => this.#restore());
    press("hello", async () => {
      await window.Chatmount.open();
      await window.Chatmount.send("Hello!");
    });
    press("restart", async () => {
      await this.#restore();
      await window.Chatmount.logout();
      this.#say("The session has ended, and this browser has nothing left of it.");
    });
  }

  /** Shows which ways the server has closed. */
  show(blocked) {
    const opened = Object.keys(blocked).filter((via) => this.#blocked[via] && !blocked[via]);
    this.#blocked = blocked;
    for (const [via, on] of Object.entries(blocked)) button(via).setAttribute("aria-pressed", String(on));
    // A better way is open again, which no browser notices. The widget looks for one when the network changes, so the page says that it has.
    if (opened.length > 0) dispatchEvent(new Event("online"));
  }

  async #ask(change) {
    const blocked = { ...this.#blocked, ...change };
    const answer = await fetch("blocks", { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(blocked) }).catch(() => null);
    this.#say(answer?.ok ? outcome(blocked) : "The server did not take it. Reload the page and try again.");
  }

  #restore() {
    return this.#ask({ websocket: false, sse: false, longpoll: false, network: false });
  }

  #say(text) {
    this.#outcome.textContent = text;
  }
}

function outcome(blocked) {
  if (blocked.network) return "Nothing of the chat gets through. What you write waits until it does.";
  const closed = Object.keys(ways).filter((via) => blocked[via]);
  if (closed.length === 0) return "All open. In some five seconds the widget looks for a better transport.";
  if (closed.length === Object.keys(ways).length) return "All three are blocked: what you write waits.";
  return `Blocked for you alone: ${closed.map((via) => ways[via]).join(" and ")}.`;
}

function button(via) {
  return document.getElementById(via === "network" ? "network" : `block-${via}`);
}

function press(id, act) {
  const pressed = document.getElementById(id);
  pressed.addEventListener("click", async () => {
    if (pressed.ariaBusy === "true") return;
    pressed.ariaBusy = "true";
    await act().catch(() => {}); // what fails is shown in the chat
    pressed.ariaBusy = null;
  });
}
