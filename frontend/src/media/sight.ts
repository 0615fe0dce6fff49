/** How the picture is looked at: enlarged about a place, and made easier to see. It changes nothing but what is painted. */

/** What part of the picture is seen: `x`, `y` are its left top corner, in fractions of the picture. */
export interface Zoom {
  /** 1 shows all of it, 8 an eighth of its width. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Factors; 1 leaves the picture as it is. */
export interface Look {
  readonly brightness: number;
  readonly contrast: number;
  /** Above 1 lifts the shadows and leaves black and white where they are. */
  readonly gamma: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
export const PLAIN: Look = { brightness: 1, contrast: 1, gamma: 1 };
export const MOST_ZOOM = 8;
const CENTRE: Point = { x: 0.5, y: 0.5 };
/** A wheel that comes this near to the whole picture means it. */
const NEARLY_WHOLE = 1.01;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** Enlarged by `factor` about the place `at`, in fractions of what is seen: what lies there stays there. */
export function zoomedAt(now: Zoom, factor: number, at: Point = CENTRE): Zoom {
  const scale = clamp(now.scale * factor, 1, MOST_ZOOM);
  if (scale < NEARLY_WHOLE) return WHOLE;
  const move = (corner: number, pointer: number) => corner + pointer / now.scale - pointer / scale;
  return inside({ scale, x: move(now.x, at.x), y: move(now.y, at.y) });
}

/** Moved along with a pointer by fractions of what is seen, as far as there is picture. */
export function panned(now: Zoom, by: Point): Zoom {
  return inside({ ...now, x: now.x - by.x / now.scale, y: now.y - by.y / now.scale });
}

function inside({ scale, x, y }: Zoom): Zoom {
  const most = 1 - 1 / scale;
  return { scale, x: clamp(x, 0, most), y: clamp(y, 0, most) };
}

/** As CSS, for an element whose transform begins at its left top corner. */
export const transformOf = ({ scale, x, y }: Zoom): string =>
  scale === 1 ? "none" : `scale(${scale}) translate(${-x * 100}%, ${-y * 100}%)`;

/** As CSS; `gammaUrl` names the SVG filter that does what CSS has no function for. */
export function filterOf({ brightness, contrast, gamma }: Look, gammaUrl: string): string {
  const steps = [
    gamma === 1 ? "" : `url(${gammaUrl})`,
    brightness === 1 ? "" : `brightness(${brightness})`,
    contrast === 1 ? "" : `contrast(${contrast})`,
  ];
  return steps.filter(Boolean).join(" ") || "none";
}

export const isPlain = ({ brightness, contrast, gamma }: Look): boolean =>
  brightness === 1 && contrast === 1 && gamma === 1;
