import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import type { MediaLike } from "./deck";
import type { Still } from "./stills";

interface Sight {
  readonly front: ReadonlySignal<MediaLike | null>;
  readonly shown: ReadonlySignal<number>;
  readonly still: ReadonlySignal<Still<ImageBitmap> | null>;
}

const HAVE_CURRENT_DATA = 2;
/** Longer than a frame lasts: while it plays nothing is painted twice. */
const SETTLED_MS = 60;

/**
 * Paints into `canvas` what the player shows, frame by frame as it is presented: what is seen here is seen there, a
 * swap of elements or a still included.
 */
export function mirror(scope: Scope, { front, shown, still }: Sight, canvas: HTMLCanvasElement): void {
  const paper = canvas.getContext("2d");
  if (!paper) return;
  const now = () => {
    const image = still.peek()?.image;
    const video = front.peek() as unknown as HTMLVideoElement | null;
    if (image) paint(paper, image, image.width, image.height);
    else if (video && video.readyState >= HAVE_CURRENT_DATA) paint(paper, video, video.videoWidth, video.videoHeight);
  };
  let cancel = () => {};
  scope.add(
    effect(() => {
      // Every frame presented is a reason to paint.
      void [shown.value, still.value, front.value];
      now();
      cancel();
      // On a busy computer the element may still hand out the frame before: what rests must be right.
      cancel = scope.after(SETTLED_MS, now);
    }),
  );
}

function paint(paper: CanvasRenderingContext2D, source: CanvasImageSource, width: number, height: number): void {
  const { canvas } = paper;
  // Setting the size wipes the canvas, even where it is the same.
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  paper.drawImage(source, 0, 0, width, height);
}
