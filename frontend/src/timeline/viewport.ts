/**
 * The visible window of the timeline. `start` and `span` are in frames and may be fractional (it is a camera, not a
 * time that is stored); `width` is in CSS pixels.
 */
export interface Viewport {
  readonly start: number;
  readonly span: number;
  readonly width: number;
  /** Frames of the whole recording. */
  readonly frames: number;
}

/** Nothing is gained by a frame wider than this. */
const WIDEST_FRAME_PX = 40;

export const pixelsPerFrame = (view: Viewport): number => view.width / view.span;

export const pixelOf = (view: Viewport, frame: number): number => (frame - view.start) * pixelsPerFrame(view);

/** The frame drawn under a pixel, fractional. */
export const frameUnder = (view: Viewport, pixel: number): number => view.start + pixel / pixelsPerFrame(view);

/** The whole frame under a pixel, inside the recording. */
export function frameAt(view: Viewport, pixel: number): number {
  return Math.max(0, Math.min(view.frames - 1, Math.floor(frameUnder(view, pixel))));
}

/** The boundary between frames nearest to a pixel: 0 … frames. */
export function edgeAt(view: Viewport, pixel: number): number {
  return Math.max(0, Math.min(view.frames, Math.round(frameUnder(view, pixel))));
}

/** The same window inside the recording: never wider than it, never before its start or past its end. */
export function bounded(view: Viewport): Viewport {
  const narrowest = Math.min(view.frames, Math.max(1, view.width / WIDEST_FRAME_PX));
  const span = Math.max(narrowest, Math.min(view.frames, view.span));
  const start = Math.max(0, Math.min(view.frames - span, view.start));
  return { ...view, start, span };
}

/** `view` with another start and span, inside the recording; the very same object when it is there already. */
function moved(view: Viewport, { start = view.start, span = view.span }: Partial<Viewport>): Viewport {
  const next = bounded({ ...view, start, span });
  return next.start === view.start && next.span === view.span ? view : next;
}

export const whole = (view: Viewport): Viewport => bounded({ ...view, start: 0, span: view.frames });

/** Zooms so that `frame` stays under its pixel. A `factor` above 1 shows less. */
export function zoomed(view: Viewport, factor: number, frame: number): Viewport {
  const { span } = bounded({ ...view, span: view.span / factor });
  const share = (frame - view.start) / view.span;
  return moved(view, { start: frame - share * span, span });
}

export const panned = (view: Viewport, pixels: number): Viewport =>
  moved(view, { start: view.start + pixels / pixelsPerFrame(view) });

export const centred = (view: Viewport, frame: number): Viewport => moved(view, { start: frame - view.span / 2 });

/** The window with one of its ends at `frame`; the other stays. */
export function stretched(view: Viewport, end: "start" | "end", frame: number): Viewport {
  const last = view.start + view.span;
  if (end === "end") return moved(view, { span: Math.min(view.frames, frame) - view.start });
  const { span } = bounded({ ...view, span: last - Math.max(0, frame) });
  return moved(view, { start: last - span, span });
}

export const isInside = (view: Viewport, frame: number): boolean =>
  frame >= view.start && frame < view.start + view.span;

/** The window turned by a page so that `frame` is in it; the same object when it is. */
export function following(view: Viewport, frame: number): Viewport {
  if (isInside(view, frame)) return view;
  const ahead = frame >= view.start + view.span && frame < view.start + 2 * view.span;
  return bounded({ ...view, start: ahead ? frame - view.span * 0.04 : frame - view.span * 0.3 });
}

/** Shows `start`–`end` with a margin on both sides. */
export function showing(view: Viewport, start: number, end: number): Viewport {
  const span = (end - start) * 1.25;
  return moved(view, { start: (start + end) / 2 - span / 2, span });
}

export const resized = (view: Viewport, width: number): Viewport => bounded({ ...view, width });
