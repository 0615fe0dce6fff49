import type { IconName } from "./icons";

/** One entry of a menu: a link or a thing to do. */
export interface MenuItem {
  label: string;
  icon?: IconName;
  href?: string;
  /** Opens in a tab of its own, with the browser's navigation. */
  external?: boolean;
  do?: () => void;
  /** The language of the label where it is not that of the page. */
  lang?: string;
  /** Set for a choice: whether it is the chosen one. */
  checked?: boolean;
  danger?: boolean;
  /** The key that does the same. */
  key?: string;
  /** A hairline above, where a new kind of entry begins. */
  divided?: boolean;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The entry that a key moves to from `current` among `count`, or null when the key does not move. Wraps round. */
export function menuStep(key: string, current: number, count: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = STEPS[key];
  return step === undefined ? null : (current + step + count) % count;
}

/** Where something stands in the window. Px. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Size {
  width: number;
  height: number;
}

export type Placement = "below" | "below-end" | "beside";

const GAP = 4;
const MARGIN = 8;

/** Where a menu of `size` stands for the button at `anchor`, kept inside the window. Px. */
export function placeMenu(anchor: Box, size: Size, window: Size, placement: Placement): { left: number; top: number } {
  const beside = placement === "beside";
  const left = beside ? anchor.right + GAP : placement === "below" ? anchor.left : anchor.right - size.width;
  const below = anchor.bottom + GAP;
  const fits = below + size.height + MARGIN <= window.height;
  const top = beside ? anchor.bottom - size.height : fits ? below : anchor.top - GAP - size.height;
  return {
    left: Math.max(MARGIN, Math.min(left, window.width - size.width - MARGIN)),
    top: Math.max(MARGIN, Math.min(top, window.height - size.height - MARGIN)),
  };
}
