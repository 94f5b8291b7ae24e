/**
 * The entry of the script tag `<script src="https://chat.example/chat/embed.js" async></script>`: it puts the chat on the
 * page in a frame and makes `window.ChatmountFrame`. The `data-*` attributes are the options of `embed`, and
 * `data-target` is the selector of the element to fill. Included a second time it does nothing.
 */
import { embed } from "./host.js";
import type { EmbeddedChat } from "./host.js";

declare global {
  interface Window {
    /** The chat that embed.js has put on the page. */
    ChatmountFrame?: EmbeddedChat;
  }
}

const script = document.currentScript as HTMLScriptElement;

function place(): void {
  if (window.ChatmountFrame) return;
  const { target, ...options } = script.dataset;
  const into = target === undefined ? null : document.querySelector(target);
  window.ChatmountFrame = embed({ server: new URL(".", script.src).href, target: into, ...options } as Parameters<typeof embed>[0]);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
else place();
