/** Videos that load while the screen that they will stand on is still being fetched. */
import { Unclaimed } from "../core/unclaimed";

/** What a video that was begun loads, until a deck has taken it over. */
const loading = new WeakMap<object, string>();

const begun = new Unclaimed<HTMLVideoElement>((video) => {
  video.removeAttribute("src");
  video.load();
});

export function newVideo(): HTMLVideoElement {
  const video = document.createElement("video");
  for (const [name, value] of [["preload", "auto"], ["playsinline"], ["disablepictureinpicture"]] as const) {
    video.setAttribute(name, value ?? "");
  }
  const captions = document.createElement("track");
  captions.kind = "captions";
  video.append(captions);
  return video;
}

/** Begins to load `url`. */
export function beginToLoad(url: string): void {
  const video = newVideo();
  video.src = url;
  loading.set(video, url);
  begun.keep(url, video);
}

/** The video that was begun with `url`, once; a new one where there is none. */
export const videoFor = (url: string): HTMLVideoElement => begun.claim(url) ?? newVideo();

/** Takes over what `media` was begun with, once: true where that is `url` and need not be loaded anew. */
export function takesOver(media: { readonly error?: MediaError | null }, url: string): boolean {
  const loads = loading.get(media) === url && !media.error;
  loading.delete(media);
  return loads;
}
