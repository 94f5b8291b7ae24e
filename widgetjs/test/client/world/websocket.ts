import type { Page } from "./browser.js";
import type { Peer } from "./server.js";

/** The browser's side of a WebSocket to the fake server. */
export class FakeWebSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  #peer: Peer | undefined;
  #closed = false;

  constructor(readonly page: Page, readonly url: string, protocol: string) {
    if (protocol !== "chatmount.v1") throw new SyntaxError(`unknown protocol ${protocol}`);
    page.sockets.add(this);
    const { server, clock } = page.browser;
    clock.after(server.latency(), () => {
      if (this.#closed || page.gone.signal.aborted) return;
      if (server.faults.websocket === "refused" || server.down) return this.cut();
      this.#peer = server.accept(this);
      this.page.soon(() => this.onopen?.());
    });
  }

  send(data: string): void {
    const { server, clock } = this.page.browser;
    clock.after(server.latency(), () => {
      if (!this.#closed && !server.down) this.#peer?.receive(data);
    });
  }

  /** The server's message arrives after a while. */
  deliver(data: string): void {
    const { server, clock } = this.page.browser;
    clock.after(server.latency(), () => this.page.soon(() => {
      if (!this.#closed) this.onmessage?.({ data });
    }));
  }

  /** The server closes it, behind what was sent before. */
  finish(): void {
    this.page.browser.clock.after(this.page.browser.server.latency(), () => this.cut());
  }

  close(): void {
    this.#closed = true;
    this.page.sockets.delete(this);
    this.#peer?.close();
  }

  /** The connection breaks. */
  cut(): void {
    if (this.#closed) return;
    this.close();
    this.page.soon(() => this.onclose?.());
  }
}
