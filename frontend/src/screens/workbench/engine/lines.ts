import type { Editor } from "../../../core/editor";
import type { Line } from "../../../core/model";
import { contains, spanAt } from "../../../core/spans";
import type { Store } from "../../../core/store";
import { t } from "../../../i18n";
import type { Player } from "../../../media/player";
import type { SessionState } from "./session";

interface Tools {
  readonly store: Store;
  readonly editor: Editor;
  readonly session: SessionState;
  readonly player: Player;
  readonly newId: () => string;
}

/** What a coder does to transcript lines. */
export class LineWork {
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Edits the line under the playhead, which plays again and again meanwhile. */
  editHere(): void {
    const { store, player, session } = this.#tools;
    const frame = player.frame.peek();
    const line = spanAt(store.lines.peek(), frame);
    if (!line) {
      session.notice.value = t("workbench.notice.noLine");
      return;
    }
    this.edit(line);
  }

  /** Opens the editor on a line. What stands in it for another line is kept first; on the same line it goes on. */
  edit(line: Line): void {
    const { session } = this.#tools;
    session.notice.value = "";
    session.draftAsked.value += 1;
    if (session.editingLine.peek() === line.id) return;
    this.#keep();
    this.#open(line);
  }

  #open(line: Line): void {
    const { player, session } = this.#tools;
    session.draft.value = { translation: line.translation, reason: "" };
    session.editingLine.value = line.id;
    player.loop.value = { start: line.start, end: line.end };
    if (!contains(line, player.frame.peek())) player.seek(line.start);
    player.play();
  }

  /** Keeps the correction as a revision, where it differs, and goes to the next line. */
  saveAndNext(): void {
    const { store, session } = this.#tools;
    const line = this.#keep();
    if (!line) return;
    const lines = store.lines.peek();
    const next = lines[lines.findIndex((candidate) => candidate.id === line.id) + 1];
    if (next) this.#open(next);
    else this.leave();
    session.notice.value = "";
  }

  /** Ends editing without a change. */
  leave(): void {
    const { session, player } = this.#tools;
    session.editingLine.value = null;
    player.loop.value = null;
    player.pause();
  }

  /** The recording is left: what stands in the editor is kept, as it is when another line is opened. */
  keep(): void {
    this.#keep();
  }

  add(span: { start: number; end: number }, text: string, language: string, translation: string): void {
    const { store, editor, newId } = this.#tools;
    const number = Math.max(0, ...store.lines.peek().map((line) => line.number)) + 1;
    const line = { id: newId(), version: 0, number, ...span, language, text, translation };
    editor.create("line", { ...line, preliminary: translation, revisions: 0, witness: null }, "line");
  }

  #editing(): Line | undefined {
    const id = this.#tools.session.editingLine.peek();
    return id ? this.#tools.store.peek("line", id) : undefined;
  }

  /** Keeps what stands in the editor as a revision, where it differs; the line that it is about. */
  #keep(): Line | undefined {
    const line = this.#editing();
    if (!line) return undefined;
    const draft = this.#tools.session.draft.peek();
    const [translation, reason] = [draft.translation.trim(), draft.reason.trim()];
    if (translation !== line.translation) {
      const after = { ...line, translation, revisions: line.revisions + 1 };
      this.#tools.editor.apply("revision", [{ kind: "line", id: line.id, before: line, after, reason }]);
    }
    return line;
  }
}
