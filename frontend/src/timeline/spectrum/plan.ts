import type { FrameRate } from "../../core/time";
import { type Band, planNotice } from "../plan";
import { INK, type Shape } from "../shapes";
import { pixelOf, type Viewport } from "../viewport";
import { framesOf, heightOf, keyOf, type Tile } from "./tiles";

/** Where a line says how high a tone is, in Hz. */
const MARKS_HZ = [500, 2000] as const;

/** The strip of the spectrum: the tiles that are there, on the same frames as everything else; or why there are none. */
export function planSpectrum(
  tiles: readonly Tile[],
  notice: string,
  view: Viewport,
  rate: FrameRate,
  band: Band,
  /** A frequency as people read it. */
  written: (hertz: number) => string,
): Shape[] {
  const { top, height } = band;
  const ground: Shape = { is: "box", x: 0, y: top, w: view.width, h: height, ink: INK.pit };
  if (notice) return [ground, ...planNotice(notice, view, band)];
  const drawn = tiles.map((tile): Shape => {
    const { start, end } = framesOf(tile, rate);
    const x = pixelOf(view, start);
    return { is: "tile", tile: keyOf(tile), x, y: top, w: pixelOf(view, end) - x, h: height };
  });
  const marks = MARKS_HZ.map((hertz): Shape => {
    const y = top + height * (1 - heightOf(hertz));
    return { is: "text", x: 5, y, w: 60, text: written(hertz), ink: INK.soft, size: 10, ground: INK.panel };
  });
  return [ground, ...drawn, ...marks];
}
