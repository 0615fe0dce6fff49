import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../../../core/scope";
import { t } from "../../../i18n";
import type { SessionState } from "./session";

/** Each has a name of its own: by the name of one that is just being closed, a browser would give that one again. */
const NAME = "annotator-picture-";
let opened = 0;
const SHAPE = "popup,width=1024,height=640";

/**
 * A window of its own for the picture, for a second monitor. It is an empty page of this origin, into which this page
 * draws: no address to guess, the same policy, and it closes with the recording. Its keys are this page's keys.
 */
export class SecondWindow {
  readonly #open: Signal<Window | null> = signal(null);
  readonly open: ReadonlySignal<Window | null> = this.#open;
  readonly #scope: Scope;
  readonly #session: SessionState;
  /** Does what a key pressed in the other window means; the bench sets it. */
  onKey: (event: KeyboardEvent) => void = () => {};
  #keyed = false;

  constructor(scope: Scope, session: SessionState) {
    this.#scope = scope;
    this.#session = session;
    scope.add(() => this.close());
    scope.on(window, "pagehide", () => this.close());
  }

  /** The page that has been acted in: the other one while a key of its is done. */
  get page(): Document {
    return this.#keyed ? (this.#open.peek()?.document ?? document) : document;
  }

  toggle(): void {
    // A window that somebody just closed tells so a moment later.
    if (this.#open.peek()?.closed === false) this.close();
    else this.#begin();
  }

  close(): void {
    this.#open.peek()?.close();
    this.#open.value = null;
  }

  #begin(): void {
    opened += 1;
    const other = window.open("", NAME + opened, SHAPE);
    if (!other) {
      this.#session.notice.value = t("player.notice.noWindow");
      return;
    }
    dress(other.document);
    const scope = this.#scope.child();
    scope.on(other, "keydown", (event) => this.#key(event as KeyboardEvent));
    scope.on(other, "pagehide", () => {
      scope.dispose();
      if (this.#open.peek() === other) this.#open.value = null;
    });
    this.#open.value = other;
  }

  #key(event: KeyboardEvent): void {
    const { popup, editingLine, memoAsked } = this.#session;
    this.#keyed = true;
    this.onKey(event);
    this.#keyed = false;
    // What asks for words or a choice stands in this window.
    if (popup.peek() !== null || editingLine.peek() !== null || memoAsked.peek()) window.focus();
  }
}

/** The other page looks like this one: its styles, theme and language. */
function dress(page: Document): void {
  const { documentElement: here } = document;
  page.documentElement.lang = here.lang;
  if (here.dataset.theme) page.documentElement.dataset.theme = here.dataset.theme;
  page.head.replaceChildren();
  for (const sheet of document.querySelectorAll("link[rel=stylesheet], style")) {
    const copy = page.importNode(sheet, true);
    // An empty page has no address that a relative one could start from.
    if (sheet instanceof HTMLLinkElement) (copy as HTMLLinkElement).href = sheet.href;
    page.head.append(copy);
  }
}
