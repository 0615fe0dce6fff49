import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Painter } from "./paint";
import { Palette } from "./palette";
import type { Shape } from "./shapes";

/** Writes down what a context is told. */
class Pen {
  readonly told: string[] = [];
  beginPath = () => this.told.push("begin");
  roundRect = (x: number) => this.told.push(`round ${x}`);
  fillRect = (x: number) => this.told.push(`box ${x}`);
  fill = () => this.told.push(`fill ${this.fillStyle}`);
  moveTo = (x: number, y: number) => this.told.push(`from ${x} ${y}`);
  lineTo = (x: number, y: number) => this.told.push(`to ${x} ${y}`);
  stroke = () => this.told.push(`stroke ${this.strokeStyle}`);
  setLineDash = (dash: readonly number[]) => this.told.push(`dash ${dash.length}`);
  drawImage = (image: object, x: number, y: number, w: number) => {
    this.drawn.push(image);
    this.told.push(`picture ${x} ${y} ${w}`);
  };
  readonly drawn: object[] = [];
  setTransform = () => {};
  clearRect = () => {};
  scale = () => {};
  arc = () => {};
  fillStyle = "";
  strokeStyle = "";
}

class Picture {
  readonly pen = new Pen();
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext = () => this.pen;
}

function easel() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const palette = new Palette(probe);
  const canvas = new Picture(0, 0);
  const painter = new Painter(canvas as unknown as HTMLCanvasElement, palette);
  const showAt = (width: number, ...shapes: Shape[]) => {
    canvas.pen.told.length = 0;
    painter.paint(shapes, { width, height: 20 });
    return canvas.pen.told;
  };
  const show = (...shapes: Shape[]) => showAt(100, ...shapes);
  return { palette, show, showAt, pen: canvas.pen, drawn: canvas.pen.drawn };
}

const frame = (x: number, ink: string, dashed?: boolean): Shape => {
  return { is: "frame", x, y: 0, w: 9, h: 9, ink, width: 2, ...(dashed === undefined ? {} : { dashed }) };
};
const round = (x: number, ink: string): Shape => ({ is: "box", x, y: 0, w: 9, h: 9, ink, round: 2 });

beforeEach(() => {
  vi.stubGlobal("OffscreenCanvas", Picture);
  vi.stubGlobal("Path2D", class {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe("paint", () => {
  it("strokes frames that look the same and follow one another at once, and no others with them", () => {
    const { show } = easel();
    expect(show(frame(0, "red"), frame(10, "red"), frame(20, "blue"), round(30, "red"), frame(40, "blue"))).toEqual([
      ...["begin", "round 1", "round 11", "stroke red"],
      ...["begin", "round 21", "stroke blue"],
      ...["begin", "round 30", "fill red"],
      ...["begin", "round 41", "stroke blue"],
    ]);
  });

  it("draws the waveform as a bar in every column, within its band, and a line where nothing is heard", () => {
    const { show } = easel();
    const columns = { low: Int8Array.of(-64, -128, 0), high: Int8Array.of(32, 127, 0), mean: Uint8Array.of(0, 100, 0) };
    const told = show({ is: "wave", x: 10, y: 0, h: 20, columns, gain: 2 });
    expect(told.map((word) => word.trim())).toEqual([
      ...["begin", "from 10.5 6", "to 10.5 18", "from 11.5 2", "to 11.5 18", "from 12.5 9.5", "to 12.5 10.5"],
      "stroke",
      ...["begin", "from 11.5 2.25", "to 11.5 17.75", "stroke"],
    ]);
  });

  it("leaves no dashes to those that come after", () => {
    const { show } = easel();
    expect(show(frame(0, "red", true), frame(10, "red"))).toEqual([
      ...["begin", "round 1", "dash 2", "stroke red", "dash 0"],
      ...["begin", "round 11", "stroke red"],
    ]);
  });

  it("keeps its colour from one plan to the next, until colours change or the canvas does", () => {
    const { palette, show, showAt, pen } = easel();
    let colour = "black";
    vi.spyOn(palette, "ink").mockImplementation(() => colour);
    expect(show(round(0, "ink")).at(-1)).toBe("fill black");
    colour = "white";
    expect(show(round(0, "ink")).at(-1)).toBe("fill black");
    palette.forget();
    expect(show(round(0, "ink")).at(-1)).toBe("fill white");
    // As a browser does when a canvas gets another size.
    pen.fillStyle = "";
    expect(showAt(50, round(0, "ink")).at(-1)).toBe("fill white");
  });

  it("puts glyphs on whole pixels, of a picture that is made anew when the colours change, or the resolution", () => {
    const { show, drawn, palette } = easel();
    const eye: Shape = { is: "glyph", x: 3, y: 2.5, glyph: "eye", ink: "red" };
    expect(show(eye)).toEqual(["picture 3 3 12"]);
    show(eye);
    expect(drawn[1]).toBe(drawn[0]);
    palette.forget();
    show(eye);
    expect(drawn[2]).not.toBe(drawn[0]);
    vi.stubGlobal("devicePixelRatio", 2);
    expect(show(eye)).toEqual(["picture 3 2.5 12"]);
    expect(drawn[3]).not.toBe(drawn[2]);
  });
});
