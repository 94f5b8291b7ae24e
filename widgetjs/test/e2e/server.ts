/** An example as a visitor's browser meets it, the quickstart unless told: the real binary, a real database file. */
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(process.cwd(), "..");

/** One server process at a time on one address and one database. */
export class Server {
  readonly #dir = mkdtempSync(join(tmpdir(), "chatmount-e2e-"));
  readonly #binary = join(this.#dir, "example");
  #address = "";
  #process: ChildProcess | undefined;

  /** @param environment What the program finds in its environment besides, and flags what it gets on its command line. */
  constructor(readonly example = "quickstart", readonly environment: Readonly<Record<string, string>> = {}, readonly flags: readonly string[] = []) {}

  get url(): string {
    return `http://${this.#address}/`;
  }

  async start(): Promise<void> {
    if (this.#address === "") {
      execFileSync("go", ["build", "-o", this.#binary, `./examples/${this.example}`], { cwd: repository, stdio: "inherit" });
      this.#address = `127.0.0.1:${await freePort()}`;
    }
    this.#process = spawn(this.#binary, ["-addr", this.#address, "-db", join(this.#dir, "chat.db"), ...this.flags], { stdio: "inherit", env: { ...process.env, ...this.environment } });
    await this.#listening();
  }

  /** Ends the process and returns its exit code, null when a signal ended it. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<number | null> {
    const running = this.#process;
    this.#process = undefined;
    if (!running) return 0;
    return new Promise((resolve) => {
      running.once("exit", resolve);
      running.kill(signal);
    });
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#dir, { recursive: true });
  }

  async #listening(): Promise<void> {
    const [host, port] = this.#address.split(":");
    for (let attempt = 0; attempt < 200; attempt++) {
      const open = await new Promise<boolean>((resolve) => {
        const socket = connect(Number(port), host, () => resolve(true));
        socket.once("error", () => resolve(false));
        socket.once("close", () => socket.destroy());
        socket.once("connect", () => socket.end());
      });
      if (open) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the server does not listen");
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
