import type { Environment } from "./environment.js";
import { ChatError, told, unreachable } from "./errors.js";
import { failure } from "./frames.js";
import { isObject } from "./shape.js";
import { VERSION } from "./version.js";

/** How long a request may take that is not meant to last. */
const TIMEOUT = 20_000;

/** What a request is made of. */
export interface Request {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Makes the requests to one server. */
export class Http {
  /** The bearer token; null: the cookie counts. */
  token: string | null = null;
  /** What a small request took lately, in milliseconds. */
  roundTrip = 0;
  /** URL of the mount, ends with a slash. */
  readonly server: string;
  readonly #credentials: RequestCredentials;

  constructor(private readonly env: Environment, server: string, bearer: boolean) {
    const url = new URL(server, env.base);
    url.search = url.hash = "";
    if (!url.pathname.endsWith("/")) url.pathname += "/";
    this.server = url.href;
    this.#credentials = bearer ? "omit" : "include";
  }

  /** Makes the URL of a path below the mount. */
  url(path: string, query: Readonly<Record<string, string | number | null | undefined>> = {}): string {
    const url = new URL(path, this.server);
    for (const [name, value] of Object.entries(query)) if (value != null) url.searchParams.set(name, String(value));
    return url.href;
  }

  /** Makes a request and returns the answer, whose status is below 300; else it throws a ChatError. */
  async open(url: string, { method = "GET", body, headers, signal }: Request): Promise<Response> {
    const init: RequestInit = {
      method,
      cache: "no-store",
      credentials: this.#credentials,
      headers: {
        ...headers,
        ...(method === "GET" ? {} : { "Chat-Client": `chatmount-js/${VERSION}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(this.token === null ? {} : { Authorization: `Bearer ${this.token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    try {
      const response = await this.env.fetch(url, init);
      if (response.status >= 300) throw await refusal(response);
      return response;
    } catch (error) {
      throw unreachable(error);
    }
  }

  /** Makes a request that is answered soon, and returns the text of the answer. */
  async text(url: string, request: Request): Promise<string> {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    const stop = this.env.after(TIMEOUT, giveUp);
    request.signal?.addEventListener("abort", giveUp);
    if (request.signal?.aborted) giveUp();
    try {
      const response = await this.open(url, { ...request, signal: abort.signal });
      return await response.text();
    } catch (error) {
      throw unreachable(error);
    } finally {
      stop();
      request.signal?.removeEventListener("abort", giveUp);
    }
  }

  /** Makes a request that is answered soon with a JSON object. */
  async json(path: string, request: Request = {}, query = {}): Promise<Record<string, unknown>> {
    const start = this.env.now();
    const text = await this.text(this.url(path, query), request);
    this.roundTrip = this.env.now() - start;
    const value = parse(text);
    if (!isObject(value)) throw new ChatError("unreachable", "The chat's answer could not be read.");
    return value;
  }
}

/** What stands between may answer too (a proxy, a portal); only what has the protocol's form is the server's word. */
async function refusal(response: Response): Promise<ChatError> {
  const body = parse(await response.text());
  const error = isObject(body) ? body.error : undefined;
  if (failure(error)) return told(error, response.status);
  return new ChatError("unreachable", `The chat cannot be reached (status ${response.status}).`, { status: response.status });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
