import { signal } from "@preact/signals-core";

export interface Toast {
  text: string;
  /** The way back; a toast is only for what can be undone or mended from it. */
  undo: () => void;
  /** What the way back is called where it is not an undoing. */
  label?: string;
}

/** The toast that is shown; one at a time, a new one replaces the old. */
export const toast = signal<Toast | null>(null);

export function offerUndo(text: string, undo: () => void): void {
  toast.value = { text, undo };
}
