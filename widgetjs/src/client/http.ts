import type { Environment } from "./environment.js";
import { told, unreachable, unreadable } from "./errors.js";
import { failure } from "./frames.js";
import { isObject, parse, present } from "./shape.js";
import { VERSION } from "./version.js";

/** How long a request may take that is not meant to last. */
const TIMEOUT = 20_000;

/** What a request is made of. */
export interface Request {
  /** Default: POST with a body, GET without. */
  readonly method?: "DELETE";
  /** Sent as JSON. */
  readonly body?: object | false;
  readonly headers?: Readonly<Record<string, string>> | false;
  readonly signal?: AbortSignal;
}

/** The query of a URL; what is null or undefined is left out. */
type Query = Readonly<Record<string, string | number | null | undefined>>;

/** Makes the requests to one server. Paths are below its mount. */
export interface Http {
  /** The bearer token; null: the cookie counts. */
  token: string | null;
  /** What a small request took lately, in milliseconds. */
  readonly roundTrip: number;
  /** URL of the mount, ends with a slash. */
  readonly server: string;
  url(path: string, query?: Query): string;
  /** Makes a request and returns the answer, whose status is below 300; throws the ChatError of a refusal, or what fetch throws. */
  open(path: string, request: Request, query?: Query): Promise<Response>;
  /** Makes a request that is answered soon, and returns the text of the answer; throws a ChatError. */
  text(path: string, request: Request, query?: Query): Promise<string>;
  /** Makes a request that is answered soon with a JSON object; throws a ChatError, also when it is answered with something else. */
  json(path: string, request?: Request, query?: Query): Promise<Record<string, unknown>>;
}

/** Server may be relative to the page. Bearer: cookies are neither sent nor taken. */
export function createHttp(env: Environment, server: string, bearer: boolean): Http {
  const mount = new URL(server, env.base);
  mount.search = mount.hash = "";
  if (!mount.pathname.endsWith("/")) mount.pathname += "/";

  const http = {
    token: null as string | null,
    roundTrip: 0,
    server: mount.href,

    url(path: string, query: Query = {}): string {
      const url = new URL(path, mount);
      url.search = String(new URLSearchParams(present(query) as Record<string, string>));
      return url.href;
    },

    async open(path: string, { body, method, headers, signal }: Request, query?: Query): Promise<Response> {
      const verb = method ?? (body ? "POST" : "GET");
      const response = await env.fetch(http.url(path, query), {
        method: verb,
        cache: "no-store",
        credentials: bearer ? "omit" : "include",
        headers: present<string>({
          ...headers,
          "Chat-Client": verb === "GET" ? null : `chatmount-js/${VERSION}`,
          "Content-Type": body ? "application/json" : null,
          Authorization: http.token && `Bearer ${http.token}`,
        }),
        body: body ? JSON.stringify(body) : null,
        signal: signal!,
      });
      if (response.status < 300) return response;
      const { status } = response;
      // What stands between may answer too (a proxy, a portal); only what has the protocol's form is the server's word.
      const answer = parse(await response.text());
      const error = isObject(answer) && answer.error;
      throw failure(error) ? told(error, status) : unreachable(answer, status);
    },

    async text(path: string, request: Request, query?: Query): Promise<string> {
      const abort = new AbortController();
      const giveUp = () => abort.abort();
      const stop = env.after(TIMEOUT, giveUp);
      request.signal?.addEventListener("abort", giveUp);
      try {
        return await (await http.open(path, { ...request, signal: abort.signal }, query)).text();
      } catch (error) {
        throw unreachable(error);
      } finally {
        stop();
      }
    },

    async json(path: string, request: Request = {}, query?: Query): Promise<Record<string, unknown>> {
      const start = env.now();
      const answer = parse(await http.text(path, request, query));
      http.roundTrip = env.now() - start;
      if (!isObject(answer)) throw unreadable();
      return answer;
    },
  };
  return http;
}
