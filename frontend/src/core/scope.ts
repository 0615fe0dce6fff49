/**
 * A scope owns everything that must end together: listeners, timers, animation frames, subscriptions.
 * Nothing in the workbench calls `addEventListener` or `setTimeout` without one, so nothing outlives its screen.
 */
type Ending = () => void;

export class Scope {
  #endings = new Set<Ending>();
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** Keeps `ending` until the scope ends; the returned function runs it early, once. */
  add(ending: Ending): Ending {
    if (this.#ended) {
      ending();
      return () => {};
    }
    const once = () => {
      if (this.#endings.delete(once)) ending();
    };
    this.#endings.add(once);
    return once;
  }

  on(target: EventTarget, type: string, listener: (event: Event) => void, options?: AddEventListenerOptions): Ending {
    target.addEventListener(type, listener, options);
    return this.add(() => target.removeEventListener(type, listener, options));
  }

  /** Runs `run` once after `milliseconds`, unless the scope ends or the returned function is called before. */
  after(milliseconds: number, run: () => void): Ending {
    const timer = setTimeout(() => {
      cancel();
      run();
    }, milliseconds);
    const cancel = this.add(() => clearTimeout(timer));
    return cancel;
  }

  every(milliseconds: number, run: () => void): Ending {
    const timer = setInterval(run, milliseconds);
    return this.add(() => clearInterval(timer));
  }

  frame(run: (now: number) => void): Ending {
    const handle = requestAnimationFrame((now) => {
      cancel();
      run(now);
    });
    const cancel = this.add(() => cancelAnimationFrame(handle));
    return cancel;
  }

  /** A scope that ends with this one, or earlier. */
  child(): Scope {
    const inner = new Scope();
    const forget = this.add(() => inner.dispose());
    inner.add(forget);
    return inner;
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const ending of [...this.#endings].reverse()) ending();
    this.#endings.clear();
  }
}
