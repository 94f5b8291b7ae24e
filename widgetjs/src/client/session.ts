import { unreadable, type ChatError } from "./errors.js";
import type { Http } from "./http.js";
import { boolean, object, optional, orNull, participant, string } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Participant } from "./state.js";

/** What is stored of a session; that it is stored is the trace by which a later page knows to ask the server. */
interface Stored {
  readonly id: string;
  readonly me: Participant;
  /** Bearer mode only. */
  readonly token?: string | undefined;
}

/** What the server says about the session. */
export interface Answer {
  readonly session: { readonly id: string };
  readonly participant: Participant;
  readonly conversation: { readonly id: string } | null;
  readonly token?: string;
}

/** The session: whose it is, and what proves it. */
export interface Session {
  /** Whose session it is; null: there is none as far as is known. */
  readonly me: Participant | null;
  /** The session's id. */
  readonly id: string | undefined;
  /** Whether the server has confirmed the session since the page was loaded. */
  readonly confirmed: boolean;
  /** Takes up the session that this or another page has stored, unless the server has confirmed one. */
  load(): void;
  /**
   * Asks the server who one is, at most once at a time; with `create` set it makes a session where there is none,
   * else that is an error with the code unauthenticated. Throws a ChatError.
   */
  open(create: boolean): Promise<Answer>;
  /**
   * Has the server replace the session by one of the host's user that a token names. Throws a ChatError; then the
   * session is what it was.
   */
  identify(token: string): Promise<Answer>;
  /** Makes the server's word be asked for again. */
  doubt(): void;
  /** Forgets the session here. */
  forget(): void;
  /**
   * Ends the session on the server. While that could not be done (throws a ChatError) it is remembered, and done
   * before there is another session: else the cookie would bring the old one back.
   */
  end(): Promise<void>;
}

/** Bearer: what proves it is a token kept here, not a cookie. */
export function createSession(http: Http, shelf: Shelf, bearer: boolean): Session {
  let stored: Stored | undefined;
  let asking: Promise<Answer> | undefined;
  let confirmed = false;

  const use = (session: Stored | undefined) => {
    stored = session;
    http.token = (bearer && session?.token) || null;
  };

  const keep = (answer: unknown): Answer => {
    if (!isAnswer(answer)) throw unreadable();
    const { session, participant, token = stored?.token } = answer;
    use({ id: session.id, me: participant, token: bearer ? token : undefined });
    confirmed = true;
    shelf.set("session", stored);
    return answer;
  };

  const ask = async (create: boolean): Promise<Answer> => {
    if (shelf.get("signed out", boolean)) await end();
    return keep(await http.json("session", { ...(create && { body: {} }), ...(bearer && { headers: { "Chat-Token": "bearer" } }) }));
  };

  /** Who comes while another asks shares the answer, or asks again for a session where that found none. */
  const open = async (create: boolean): Promise<Answer> => {
    const shared = asking;
    try {
      return await (asking ??= ask(create).finally(() => { asking = undefined; }));
    } catch (error) {
      if (shared && create && isUnauthenticated(error)) return open(true);
      throw error;
    }
  };

  const end = async () => {
    shelf.set("signed out", true);
    await http.text("session", { method: "DELETE" }).catch((error: unknown) => {
      if (!isUnauthenticated(error)) throw error;
    });
    shelf.remove("signed out");
  };

  return {
    get me() { return stored?.me ?? null; },
    get id() { return stored?.id; },
    get confirmed() { return confirmed; },
    load() {
      if (!confirmed) use(shelf.get("session", isStored));
    },
    open,
    async identify(token) {
      return keep(await http.json("session/identify", { body: { token } }));
    },
    doubt() {
      confirmed = false;
    },
    forget() {
      confirmed = false;
      use(undefined);
      shelf.remove("session");
    },
    end,
  };
}

function isUnauthenticated(error: unknown): boolean {
  return (error as ChatError).code === "unauthenticated";
}

const isStored = object<Stored>({ id: string, me: participant, token: optional(string) });

const isAnswer = object<Answer>({ session: object({ id: string }), participant, conversation: orNull(object({ id: string })), token: optional(string) });
