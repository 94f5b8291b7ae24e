/** Puts the page together: what the server tells and what the widget tells, shown in one diagram. */
import { Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Diagram } from "./diagram.js";
import { Ledger } from "./ledger.js";
import { Show } from "./show.js";
import { Traffic } from "./traffic.js";

const diagram = new Diagram();
const ledger = new Ledger();
const chat = new Chat(diagram, ledger);
const show = new Show(diagram, ledger);
const controls = new Controls();
const stream = document.getElementById("stream");

new Traffic({
  state(state) {
    controls.show(state.blocked);
    chat.server(state);
    show.state(state);
  },
  notes: (notes, missed) => show.notes(notes, missed),
  connected(on) {
    stream.classList.toggle("on", on);
    stream.textContent = on ? "Connected to the server’s traffic" : "The server does not answer; trying again…";
  },
});
