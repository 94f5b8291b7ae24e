import { unreachable, unreadable, type ChatError } from "./errors.js";
import type { Http, Request } from "./http.js";
import { object, optional, orNull, participant, string } from "./shape.js";
import type { Shelf } from "./shelf.js";
import type { Participant } from "./state.js";

/** The item that says that a session is still to be ended: the token that proves it, "" where the cookie does. */
const LEFT = "signed out";

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
  /** Forgets the session here, and whatever the server still answers about it. */
  forget(): void;
  /**
   * Forgets the session and ends it on the server, if it is known; what is asked for just now is ended when it is there.
   * While that could not be done (throws a ChatError) it is remembered, and done before there is another session: else
   * the cookie would bring the old one back.
   */
  end(known: boolean): Promise<void>;
}

/** Bearer: what proves it is a token kept here, not a cookie. */
export function createSession(http: Http, shelf: Shelf, bearer: boolean): Session {
  let stored: Stored | undefined;
  /** The question that was not answered yet; none once the session is forgotten. */
  let asking: Promise<Answer> | undefined;
  let confirmed = false;
  /** Done when all requests so far are: each is made with what the one before has brought. */
  let turn: Promise<unknown> = Promise.resolve();

  const use = (session: Stored | undefined) => {
    stored = session;
    http.token = (bearer && session?.token) || null;
  };

  const inTurn = <T>(request: () => Promise<T>): Promise<T> => {
    const made = turn.then(request);
    turn = made.catch(() => {});
    return made;
  };

  const ask = (path: string, request: Request): Promise<Answer> => {
    const answered = (asking = inTurn(async () => {
      if (shelf.get(LEFT, string) !== undefined) await remove();
      const answer = await http.json(path, request);
      if (!isAnswer(answer)) throw unreadable();
      const { session, participant, token = stored?.token } = answer;
      use({ id: session.id, me: participant, token: bearer ? token : undefined });
      if (asking !== answered) throw unreachable(); // forgotten meanwhile: it is ended next
      confirmed = true;
      shelf.set("session", stored);
      return answer;
    }).finally(() => {
      if (asking === answered) asking = undefined;
    }));
    return answered;
  };

  /** Who comes while another asks shares the answer, or asks again for a session where that found none. */
  const open = async (create: boolean): Promise<Answer> => {
    const shared = asking;
    try {
      return await (shared ?? ask("session", { body: create && {}, headers: bearer && { "Chat-Token": "bearer" } }));
    } catch (error) {
      if (shared && create && isUnauthenticated(error)) return open(true);
      throw error;
    }
  };

  const remove = async () => {
    http.token ??= shelf.get(LEFT, string) || null;
    await http.text("session", { method: "DELETE" }).catch((error: unknown) => {
      if (!isUnauthenticated(error)) throw error;
    });
    use(undefined);
    shelf.remove(LEFT);
  };

  const forget = () => {
    asking = undefined;
    confirmed = false;
    use(undefined);
    shelf.remove("session");
  };

  return {
    get me() { return stored?.me ?? null; },
    get id() { return stored?.id; },
    get confirmed() { return confirmed; },
    load() {
      if (!confirmed) use(shelf.get("session", isStored));
    },
    open,
    identify: (token) => ask("session/identify", { body: { token } }),
    doubt() {
      confirmed = false;
    },
    forget,
    async end(known) {
      const due = known || asking;
      if (due) shelf.set(LEFT, http.token ?? "");
      forget();
      if (due) await inTurn(remove);
    },
  };
}

function isUnauthenticated(error: unknown): boolean {
  return (error as ChatError).code === "unauthenticated";
}

const isStored = object<Stored>({ id: string, me: participant, token: optional(string) });

const isAnswer = object<Answer>({ session: object({ id: string }), participant, conversation: orNull(object({ id: string })), token: optional(string) });
