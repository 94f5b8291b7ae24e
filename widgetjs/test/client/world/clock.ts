/** A clock that stands still until it is told to go on. */
export class Clock {
  #now = Date.UTC(2026, 0, 1);
  #timers: { due: number; turn: number; f: () => void }[] = [];
  #turn = 0;

  now = (): number => this.#now;

  after = (ms: number, f: () => void): (() => void) => {
    const timer = { due: this.#now + Math.max(ms, 0), turn: this.#turn++, f };
    this.#timers.push(timer);
    return () => { this.#timers = this.#timers.filter((t) => t !== timer); };
  };

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets time pass: each timer fires at its time, and what it sets off happens before the next. */
  async run(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter((t) => t.due <= end).sort((a, b) => a.due - b.due || a.turn - b.turn)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((t) => t !== next);
      this.#now = Math.max(this.#now, next.due);
      next.f();
      await settle();
    }
    this.#now = end;
  }

  /** Lets time pass until something holds; fails when it does not within a limit. */
  async until(what: () => boolean, limit = 120_000): Promise<void> {
    const end = this.#now + limit;
    await settle();
    while (!what()) {
      if (this.#now >= end) throw new Error(`waited ${limit} ms in vain for ${what}`);
      await this.run(Math.min(50, end - this.#now));
    }
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length;
  }
}

/** Lets everything happen that can happen without time passing: promises, streams, bodies. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve));
}
