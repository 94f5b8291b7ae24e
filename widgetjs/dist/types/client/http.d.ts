import type { Environment } from "./environment.js";
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
export declare function createHttp(env: Environment, server: string, bearer: boolean): Http;
export {};
