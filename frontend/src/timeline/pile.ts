import type { Extent } from "./extent";
import type { GrowingBox, Ink, Shape } from "./shapes";

/** Shapes in the order in which they come, those of one colour together. */
class ByInk {
  /** Made for the first: most layers of a crowded row have but one kind of shape. */
  #lists: Map<Ink, Shape[]> | null = null;

  add(shape: Shape & { readonly ink: Ink }): void {
    this.#lists ??= new Map();
    const list = this.#lists.get(shape.ink);
    if (list) list.push(shape);
    else this.#lists.set(shape.ink, [shape]);
  }

  /** Always in the same order of colours, so that a move of the window changes nothing else. */
  addTo(shapes: Shape[]): void {
    if (!this.#lists) return;
    for (const ink of [...this.#lists.keys()].sort())
      for (const shape of this.#lists.get(ink) ?? []) shapes.push(shape);
  }
}

/** What covers nothing of one another: bodies, leading edges, and the marks on them. */
class Layer {
  readonly #square = new ByInk();
  readonly #round = new ByInk();
  readonly #hatches: Shape[] = [];
  readonly #frames = new ByInk();
  readonly edges = new ByInk();
  readonly marks: Shape[] = [];

  addToBodies(shape: Shape): void {
    if (shape.is === "frame") this.#frames.add(shape);
    else if (shape.is !== "box") this.#hatches.push(shape);
    else if (shape.round) this.#round.add(shape);
    else this.#square.add(shape);
  }

  /** From below to above. */
  addTo(shapes: Shape[]): void {
    this.#square.addTo(shapes);
    this.#round.addTo(shapes);
    for (const hatch of this.#hatches) shapes.push(hatch);
    this.#frames.addTo(shapes);
    this.edges.addTo(shapes);
    for (const mark of this.marks) shapes.push(mark);
  }
}

interface Row {
  /** How many layers are below the one that is being filled. */
  depth: number;
  /** How far edges and marks reach in this layer. */
  edgesTo: number;
  marksTo: number;
  /** The edge of the last tiny clip, while nothing was put over it. */
  last: GrowingBox | null;
}

/** Nearly every tiny clip is drawn wider than it is, by more than this. */
const NO_GAP_PX = 1;
const NOWHERE = Number.NEGATIVE_INFINITY;

function deepen(row: Row): void {
  row.depth += 1;
  row.edgesTo = NOWHERE;
  row.marksTo = NOWHERE;
}

/**
 * The shapes of a lane, those that look the same one after the other, which the painter is much faster with. Rows lie
 * apart; in one row what would come under the marks of a clip that it covers begins a new layer.
 */
export class Pile {
  readonly #rows: Row[] = [];
  readonly #layers: Layer[] = [];
  readonly #above: Shape[] = [];

  /** Clips come in order of their start. `edge` is null where one begins before the window. */
  clip(row: number, { x, w }: Extent, body: readonly Shape[], edge: GrowingBox | null, marks: readonly Shape[]): void {
    const at = this.#row(row);
    if (x < Math.max(at.edgesTo, at.marksTo)) deepen(at);
    const layer = this.#layer(at.depth);
    for (const shape of body) layer.addToBodies(shape);
    if (edge) layer.edges.add(edge);
    for (const shape of marks) layer.marks.push(shape);
    at.edgesTo = edge ? edge.x + edge.w : x;
    at.marksTo = x + w;
    at.last = null;
  }

  /** A clip that is nothing but its edge: a part of the one before it in the same colour where the gap is hardly one. */
  tiny(row: number, edge: GrowingBox): void {
    const at = this.#row(row);
    const { last } = at;
    const right = edge.x + edge.w;
    if (last?.ink === edge.ink && edge.x >= last.x && edge.x <= last.x + last.w + NO_GAP_PX) {
      last.w = Math.max(last.x + last.w, right) - last.x;
    } else {
      // Where colours crowd each begins where the one before ends: by colour, the last of them would lie over all others.
      const x = last ? Math.max(edge.x, last.x + last.w) : edge.x;
      if (x >= right) return;
      if (x < at.marksTo) deepen(at);
      edge.x = x;
      edge.w = right - x;
      this.#layer(at.depth).edges.add(edge);
      at.last = edge;
    }
    at.edgesTo = Math.max(at.edgesTo, right);
  }

  /** Above all rows. */
  putAbove(shape: Shape): void {
    this.#above.push(shape);
  }

  shapes(): Shape[] {
    const shapes: Shape[] = [];
    for (const layer of this.#layers) layer.addTo(shapes);
    return shapes.concat(this.#above);
  }

  #row(row: number): Row {
    this.#rows[row] ??= { depth: 0, edgesTo: NOWHERE, marksTo: NOWHERE, last: null };
    return this.#rows[row];
  }

  #layer(depth: number): Layer {
    this.#layers[depth] ??= new Layer();
    return this.#layers[depth];
  }
}
