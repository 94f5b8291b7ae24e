import type { Environment } from "./environment.js";
/** What a request is made of. */
export interface Request {
    readonly method?: "GET" | "POST" | "DELETE";
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
}
/** Makes the requests to one server. */
export declare class Http {
    #private;
    private readonly env;
    /** The bearer token; null: the cookie counts. */
    token: string | null;
    /** What a small request took lately, in milliseconds. */
    roundTrip: number;
    /** URL of the mount, ends with a slash. */
    readonly server: string;
    constructor(env: Environment, server: string, bearer: boolean);
    /** Makes the URL of a path below the mount. */
    url(path: string, query?: Readonly<Record<string, string | number | null | undefined>>): string;
    /** Makes a request and returns the answer, whose status is below 300; else it throws a ChatError. */
    open(url: string, { method, body, headers, signal }: Request): Promise<Response>;
    /** Makes a request that is answered soon, and returns the text of the answer. */
    text(url: string, request: Request): Promise<string>;
    /** Makes a request that is answered soon with a JSON object. */
    json(path: string, request?: Request, query?: {}): Promise<Record<string, unknown>>;
}
