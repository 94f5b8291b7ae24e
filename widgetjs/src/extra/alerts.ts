import type { Message, State } from "../client/index.js";
import { nameOf } from "../ui/row.js";
import { received } from "../ui/received.js";
import type { View } from "../ui/view.js";
import { Preference } from "./preference.js";
import { textOfMessage } from "./speech.js";

/** How long another tab has to show that somebody is reading there, in milliseconds. */
const patience = 400;

/** How long the page's title and the news take turns, in milliseconds each. */
const turn = 1500;

const sound = new Preference("sound");
const notify = new Preference("notify");

/** Tells someone who does not look at the chat that there is something new. Of all tabs only the one that leads does. */
export class Alerts {
  #audio: AudioContext | undefined;
  /** The page's title, while it is covered. */
  #title: string | null = null;
  #shown = "";
  #turns: ReturnType<typeof setInterval> | undefined;
  readonly #pending = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly view: View) {
    document.addEventListener("visibilitychange", this.#looked);
  }

  get sound(): boolean {
    return sound.value !== null;
  }

  /** To be set while a click is handled: browsers let nothing sound before. */
  set sound(on: boolean) {
    sound.value = on ? "on" : null;
    if (on) this.#chime();
  }

  get notifications(): boolean {
    return notify.value !== null && globalThis.Notification?.permission === "granted";
  }

  /** Asks the person, who has just clicked, and resolves with whether notifications are shown from now on. */
  async allowNotifications(on: boolean): Promise<boolean> {
    const granted = on && (await globalThis.Notification?.requestPermission()) === "granted";
    notify.value = granted ? "on" : null;
    return granted;
  }

  changed(state: State, previous: State): void {
    if (state.unread === 0) this.#uncover();
    const message = received(state, previous).at(-1);
    if (!message || (this.view.isOpen && document.visibilityState === "visible")) return;
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      this.#tell(message);
    }, patience);
    this.#pending.add(timer);
  }

  destroy(): void {
    document.removeEventListener("visibilitychange", this.#looked);
    for (const timer of this.#pending) clearTimeout(timer);
    this.#uncover();
    void this.#audio?.close();
  }

  #tell(message: Message): void {
    const { leads, unread } = this.view.context.client.state;
    if (!leads || unread === 0) return; // another tab is the one to tell, or it was read there
    if (this.sound) this.#chime();
    if (document.visibilityState === "visible") return;
    this.#cover();
    if (this.notifications) this.#notify(message);
  }

  #notify(message: Message): void {
    const { context } = this.view;
    try {
      const shown = new Notification(nameOf(message.author, context), { body: textOfMessage(message).slice(0, 200), tag: `chatmount ${context.server}` });
      shown.addEventListener("click", () => {
        window.focus();
        shown.close();
        context.toggle(true);
      });
    } catch {
      // Chrome on Android wants a service worker for it
    }
  }

  #cover(): void {
    const { i18n, client } = this.view.context;
    this.#title ??= document.title;
    clearInterval(this.#turns);
    const news = `(${client.state.unread}) ${i18n.count("new", client.state.unread)}`;
    const show = (text: string) => (document.title = this.#shown = text);
    show(news);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#turns = setInterval(() => {
      if (document.title !== this.#shown) this.#title = document.title; // the page has a new one
      show(this.#shown === news ? this.#title! : news);
    }, turn);
  }

  #uncover(): void {
    clearInterval(this.#turns);
    if (this.#title !== null && document.title === this.#shown) document.title = this.#title;
    this.#title = null;
  }

  readonly #looked = () => {
    if (document.visibilityState === "visible") this.#uncover();
  };

  /** Rings, where the browser lets it: a page that was not touched yet may not, and what it missed does not sound later. */
  #chime(): void {
    const audio = (this.#audio ??= new AudioContext());
    const asked = performance.now();
    void audio.resume().then(() => performance.now() - asked < 1000 && ring(audio), () => {});
  }
}

/** Two soft notes. */
function ring(audio: AudioContext): void {
  [660, 880].forEach((pitch, i) => {
    const start = audio.currentTime + i * 0.11;
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.09, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
}
