import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import type { MediaLike } from "./deck";
import type { Still } from "./stills";

interface Sight {
  readonly front: ReadonlySignal<MediaLike | null>;
  readonly shown: ReadonlySignal<number>;
  readonly still: ReadonlySignal<Still<ImageBitmap> | null>;
  /** The frame that the element in front shows at `mediaTime` seconds. */
  frameAt(mediaTime: number): number;
}

const HAVE_CURRENT_DATA = 2;
const MICROSECONDS = 1e6;
/** About one frame of a display. */
const LOOK_AGAIN_MS = 16;
/** A second: longer than any element keeps handing out what it showed before. */
const MOST_LOOKS = 60;

/**
 * Paints into `canvas` what the player shows, frame by frame as it is presented: what is seen here is seen there, a
 * swap of elements or a still included. On a busy computer an element may still hand out the frame before the one that
 * it has presented; so the picture itself is asked which one it is, and painted again until it is the one shown.
 */
export function mirror(scope: Scope, { front, shown, still, frameAt }: Sight, canvas: HTMLCanvasElement): void {
  const paper = canvas.getContext("2d");
  if (!paper) return;
  let cancel = () => {};
  const look = (looks: number) => {
    if (paintNow() || looks === 0) return;
    cancel = scope.after(LOOK_AGAIN_MS, () => look(looks - 1));
  };
  /** False when what could be painted is not the frame shown. */
  const paintNow = (): boolean => {
    const image = still.peek()?.image;
    if (image) return paint(paper, image, image.width, image.height);
    const video = front.peek() as unknown as HTMLVideoElement | null;
    if (!video || video.readyState < HAVE_CURRENT_DATA) return false;
    const picture = new VideoFrame(video);
    paint(paper, picture, video.videoWidth, video.videoHeight);
    picture.close();
    return frameAt(picture.timestamp / MICROSECONDS) === shown.peek();
  };
  scope.add(
    effect(() => {
      // Every frame presented is a reason to paint.
      void [shown.value, still.value, front.value];
      cancel();
      look(MOST_LOOKS);
    }),
  );
}

function paint(paper: CanvasRenderingContext2D, source: CanvasImageSource, width: number, height: number): true {
  const { canvas } = paper;
  // Setting the size wipes the canvas, even where it is the same.
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  paper.drawImage(source, 0, 0, width, height);
  return true;
}
