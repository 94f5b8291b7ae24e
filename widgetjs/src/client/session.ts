import { ChatError } from "./errors.js";
import type { Http } from "./http.js";
import { object, optional, orNull, participant, string, type Check } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Participant } from "./state.js";

/** What is stored of a session; that it is stored is the trace by which a later page knows to ask the server. */
interface Stored {
  readonly id: string;
  readonly me: Participant;
  /** Bearer mode only. */
  readonly token?: string;
}

/** What the server says about the session. */
export interface Answer {
  readonly session: { readonly id: string };
  readonly participant: Participant;
  readonly conversation: { readonly id: string } | null;
  readonly token?: string;
}

/** The session: whose it is, and what proves it. */
export class Session {
  #stored: Stored | undefined;
  #asking: { readonly create: boolean; readonly answer: Promise<Answer> } | undefined;
  #asked = false;

  constructor(private readonly http: Http, private readonly shelf: Shelf, private readonly bearer: boolean) {}

  /** Takes up the session that this or another page has stored, unless the server has confirmed one. */
  load(): void {
    if (this.#asked) return;
    this.#stored = this.shelf.get("session", isStored);
    this.http.token = (this.bearer && this.#stored?.token) || null;
  }

  /** Whose session it is; null: there is none as far as is known. */
  get me(): Participant | null {
    return this.#stored?.me ?? null;
  }

  /** The session's id. */
  get id(): string | undefined {
    return this.#stored?.id;
  }

  /** Whether the server has confirmed the session since the page was loaded. */
  get confirmed(): boolean {
    return this.#asked;
  }

  /**
   * Asks the server who one is, at most once at a time; with `create` set it makes a session where there is none,
   * else that is an error with the code unauthenticated. Throws a ChatError.
   */
  async open(create: boolean): Promise<Answer> {
    const asking = this.#asking;
    if (asking === undefined) {
      const answer = this.#ask(create).finally(() => { this.#asking = undefined; });
      this.#asking = { create, answer };
      return answer;
    }
    if (asking.create || !create) return asking.answer;
    return asking.answer.catch((error: unknown) => {
      if (error instanceof ChatError && error.code === "unauthenticated") return this.open(true);
      throw error;
    });
  }

  async #ask(create: boolean): Promise<Answer> {
    if (this.shelf.get("signed out", isTrue)) await this.end();
    const headers: Record<string, string> = this.bearer ? { "Chat-Token": "bearer" } : {};
    return this.#keep(await this.http.json("session", create ? { method: "POST", body: {}, headers } : { headers }));
  }

  /**
   * Has the server replace the session by one of the host's user that a token names. Throws a ChatError; then the
   * session is what it was.
   */
  async identify(token: string): Promise<Answer> {
    return this.#keep(await this.http.json("session/identify", { method: "POST", body: { token } }));
  }

  #keep(answer: Record<string, unknown>): Answer {
    if (!isAnswer(answer)) throw new ChatError("unreachable", "The chat's answer could not be read.");
    const token = this.bearer ? (answer.token ?? this.#stored?.token) : undefined;
    this.#stored = { id: answer.session.id, me: answer.participant, ...(token === undefined ? {} : { token }) };
    this.#asked = true;
    this.http.token = token ?? null;
    this.shelf.set("session", this.#stored);
    return answer;
  }

  /** Makes the server's word be asked for again. */
  doubt(): void {
    this.#asked = false;
  }

  /** Forgets the session here. */
  forget(): void {
    this.#stored = undefined;
    this.#asked = false;
    this.http.token = null;
    this.shelf.remove("session");
  }

  /**
   * Ends the session on the server. While that could not be done (throws a ChatError) it is remembered, and done
   * before there is another session: else the cookie would bring the old one back.
   */
  async end(): Promise<void> {
    this.shelf.set("signed out", true);
    try {
      await this.http.text(this.http.url("session"), { method: "DELETE" });
    } catch (error) {
      if (!(error instanceof ChatError && error.code === "unauthenticated")) throw error;
    }
    this.shelf.remove("signed out");
  }
}

const isStored = object<Stored>({ id: string, me: participant, token: optional(string) });

const isAnswer = object<Answer>({ session: object({ id: string }), participant, conversation: orNull(object({ id: string })), token: optional(string) });

const isTrue: Check<true> = (v): v is true => v === true;
