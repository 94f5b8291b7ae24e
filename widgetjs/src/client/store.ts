import { EMPTY, type Change, type Model } from "./model.js";
import { reduceAll } from "./reduce.js";
import type { State } from "./state.js";

/** Called after a change. */
export type Listener = (state: State, previous: State) => void;

/** Holds the one model there is, and tells when its state has changed. */
export class Store {
  #model = EMPTY;
  #told = EMPTY.state;
  #telling = false;
  readonly #listeners = new Set<Listener>();

  /** After is called with all changes, before the listeners. */
  constructor(private readonly after: (changes: Change[]) => void = () => {}) {}

  get model(): Model {
    return this.#model;
  }

  get state(): State {
    return this.#model.state;
  }

  /** Applies changes all together or, when one of them throws, none; listeners see the outcome only. */
  dispatch(...changes: Change[]): void {
    this.#model = reduceAll(this.#model, changes);
    this.after(changes);
    this.#tell();
  }

  subscribe(listener: Listener): () => void {
    const own: Listener = (state, previous) => listener(state, previous); // so that it may subscribe twice
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** A listener may dispatch: the others then see the changes in their order, each once. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    while (this.#told !== this.state) {
      const [state, previous] = [this.state, this.#told];
      this.#told = state;
      for (const listener of [...this.#listeners]) {
        try {
          listener(state, previous);
        } catch (error) {
          queueMicrotask(() => { throw error; }); // the listener's fault: reported, and nobody else's loss
        }
      }
    }
    this.#telling = false;
  }
}
