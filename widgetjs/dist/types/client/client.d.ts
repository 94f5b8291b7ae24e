import type { Environment } from "./environment.js";
import { type Change, type Model } from "./model.js";
import type { Client, ClientOptions } from "./options.js";
import { type Entry } from "./outbox.js";
import type { Message, Part, Receipt, State } from "./state.js";
import { type Listener } from "./store.js";
import { type Member } from "./tabs.js";
/** Who the visitor is said to be, while the server has not taken it, and who waits for that. */
interface Claim {
    readonly token: string;
    readonly settle: (refused?: unknown) => void;
}
/** Puts the parts of the client together; each of them does one thing and knows nothing of the others. */
export declare class HeadlessClient implements Client, Member {
    #private;
    readonly dispatch: (...changes: Change[]) => void;
    constructor(env: Environment, options: ClientOptions);
    get state(): State;
    get model(): Model;
    get entries(): readonly Entry[];
    subscribe(listener: Listener): () => void;
    start(): Promise<void>;
    send(message: string | readonly Part[]): Promise<Receipt>;
    action(message: Message, value: string): Promise<Receipt>;
    take(entries: readonly Entry[]): void;
    retry(key: string): void;
    discard(key: string): void;
    typing(on: boolean): void;
    read(offset: number): void;
    loadOlder(): Promise<void>;
    identify(token: string): Promise<void>;
    claim(token: string, settle?: Claim["settle"]): void;
    logout(): Promise<void>;
    /** Forgets the visitor, who that was said to be, and what the visitor has said and not sent. */
    forget(): void;
    close(): void;
    lead(): void;
    follow(): void;
}
export {};
