import type { Message, State } from "../client/index.js";
import { nameOf } from "../ui/row.js";
import { received } from "../ui/received.js";
import type { View } from "../ui/view.js";
import { prefer, preference } from "./preference.js";
import { textOfMessage } from "./speech.js";

/** How long another tab has to show that somebody is reading there, in milliseconds. */
const patience = 400;

/** How long the page's title and the news take turns, in milliseconds each. */
const turn = 1500;

/** Tells someone who does not look at the chat that there is something new. Of all tabs only the one that leads does. */
export function createAlerts(view: View, signal: AbortSignal) {
  const { client, i18n, server, toggle } = view.context;
  let audio: AudioContext | undefined;
  /** The page's title, while it is covered. */
  let title: string | null = null;
  let shown = "";
  let turns: ReturnType<typeof setInterval> | undefined;

  const isLookedAt = () => document.visibilityState === "visible";
  const sounds = () => preference("sound") !== null;
  const notifies = () => preference("notify") !== null && globalThis.Notification?.permission === "granted";

  /** Rings, where the browser lets it: a page that was not touched yet may not, and what it missed does not sound later. */
  const chime = () => {
    const ready = (audio ??= new AudioContext());
    const asked = performance.now();
    void ready.resume().then(() => performance.now() - asked < 1000 && ring(ready), () => {});
  };

  const show = (text: string) => (document.title = shown = text);

  const cover = () => {
    title ??= document.title;
    clearInterval(turns);
    const { unread } = client.state;
    const news = `(${unread}) ${i18n.count("new", unread)}`;
    show(news);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    turns = setInterval(() => {
      if (document.title !== shown) title = document.title; // the page has a new one
      show(shown === news ? title! : news);
    }, turn);
  };

  const uncover = () => {
    clearInterval(turns);
    if (title !== null && document.title === shown) document.title = title;
    title = null;
  };

  const notify = (message: Message) => {
    try {
      const notification = new Notification(nameOf(message.author, view.context), { body: textOfMessage(message).slice(0, 200), tag: `chatmount ${server}` });
      notification.addEventListener("click", () => {
        window.focus();
        notification.close();
        toggle(true);
      });
    } catch {
      // Chrome on Android wants a service worker for it
    }
  };

  document.addEventListener("visibilitychange", () => isLookedAt() && uncover(), { signal });
  signal.addEventListener("abort", () => {
    uncover();
    void audio?.close();
  });

  return {
    sounds,
    notifies,

    /** To be called while a click is handled: browsers let nothing sound before. */
    allowSound(on: boolean): void {
      prefer("sound", on ? "on" : null);
      if (on) chime();
    },

    /** Asks the person, who has just clicked, and resolves with whether notifications are shown from now on. */
    async allowNotifications(on: boolean): Promise<boolean> {
      const granted = on && (await globalThis.Notification?.requestPermission()) === "granted";
      prefer("notify", granted ? "on" : null);
      return granted;
    },

    changed(state: State, previous: State): void {
      if (state.unread === 0) uncover();
      const message = received(state, previous).at(-1);
      if (!message || (view.isOpen && isLookedAt())) return;
      setTimeout(() => {
        const { leads, unread } = client.state;
        if (signal.aborted || !leads || unread === 0) return; // another tab is the one to tell, or it was read there
        if (sounds()) chime();
        if (isLookedAt()) return;
        cover();
        if (notifies()) notify(message);
      }, patience);
    },
  };
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
