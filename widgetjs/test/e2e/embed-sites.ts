/** The example with a shop on one origin and the chat on another one: other host name, other port. */
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(process.cwd(), "..");

export class Sites {
  readonly #dir = mkdtempSync(join(tmpdir(), "chatmount-embed-"));
  #process: ChildProcess | undefined;
  #hostile: Server | undefined;
  /** Origins, without a slash at the end. */
  chat = "";
  shop = "";
  hostile = "";
  /** What the hostile site serves, by path. */
  readonly pages: Record<string, string> = {};

  async start(): Promise<void> {
    const binary = join(this.#dir, "embed");
    execFileSync("go", ["build", "-o", binary, "./examples/embed"], { cwd: repository, stdio: "inherit" });
    const [chat, shop] = [`127.0.0.1:${await freePort("127.0.0.1")}`, `localhost:${await freePort("localhost")}`];
    [this.chat, this.shop] = [`http://${chat}`, `http://${shop}`];
    this.#process = spawn(binary, ["-chat", chat, "-shop", shop, "-db", join(this.#dir, "chat.db")], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => this.#process!.stdout!.once("data", resolve)); // it says where it serves
    this.#hostile = createServer((request, response) => {
      const page = this.pages[request.url ?? "/"];
      response.writeHead(page === undefined ? 404 : 200, { "Content-Type": "text/html; charset=utf-8" });
      response.end(page);
    });
    await new Promise<void>((resolve) => this.#hostile!.listen(0, "127.0.0.1", resolve));
    this.hostile = `http://127.0.0.1:${(this.#hostile.address() as AddressInfo).port}`;
  }

  async remove(): Promise<void> {
    this.#hostile?.closeAllConnections();
    this.#hostile?.close();
    const running = this.#process;
    if (running) {
      await new Promise((resolve) => {
        running.once("exit", resolve);
        running.kill();
      });
    }
    rmSync(this.#dir, { recursive: true });
  }
}

async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, host, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
