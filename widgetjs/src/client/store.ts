import { EMPTY, type Change, type Model } from "./model.js";
import { reduce } from "./reduce.js";
import type { State } from "./state.js";

/** Called after a change. */
export type Listener = (state: State, previous: State) => void;

/** Holds the one model there is, and tells when its state has changed. */
export interface Store {
  readonly model: Model;
  readonly state: State;
  /** Applies changes all together or, when one of them throws, none; listeners see the outcome only. */
  dispatch(...changes: Change[]): void;
  subscribe(listener: Listener): () => void;
}

/** After is called with all changes, before the listeners. */
export function createStore(after: (changes: Change[]) => void = () => {}): Store {
  const listeners = new Set<Listener>();
  let model = EMPTY;
  let told = model.state;
  let telling = false;

  /** A listener may dispatch: the others then see the changes in their order, each once. */
  function tell(): void {
    if (telling) return;
    telling = true;
    while (told !== model.state) {
      const previous = told;
      told = model.state;
      for (const listener of [...listeners]) {
        try {
          listener(told, previous);
        } catch (error) {
          queueMicrotask(() => { throw error; }); // the listener's fault: reported, and nobody else's loss
        }
      }
    }
    telling = false;
  }

  return {
    get model() { return model; },
    get state() { return model.state; },
    dispatch(...changes) {
      model = reduce(model, changes);
      after(changes);
      tell();
    },
    subscribe(listener) {
      const own: Listener = (...states) => listener(...states); // so that it may subscribe twice
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}
