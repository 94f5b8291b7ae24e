import type { Environment } from "./environment.js";
import type { Client, ClientOptions } from "./options.js";
import type { Message, Part, Receipt, State } from "./state.js";
import { type Listener } from "./store.js";
/** Puts the parts of the client together; each of them does one thing and knows nothing of the others. */
export declare class HeadlessClient implements Client {
    #private;
    constructor(env: Environment, options: ClientOptions);
    get state(): State;
    subscribe(listener: Listener): () => void;
    start(): Promise<void>;
    send(message: string | readonly Part[]): Promise<Receipt>;
    action(message: Message, value: string): Promise<Receipt>;
    retry(key: string): void;
    discard(key: string): void;
    typing(on: boolean): void;
    read(offset: number): void;
    loadOlder(): Promise<void>;
    logout(): Promise<void>;
    close(): void;
}
