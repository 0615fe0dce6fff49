/** Videos that load while the screen that they will stand on is still being fetched. */

/** Nobody came for it: it lets go of the file and of its connection. */
const KEPT_MS = 10_000;

const begun = new Map<string, { readonly video: HTMLVideoElement; readonly timer: ReturnType<typeof setTimeout> }>();
/** What a video that was begun loads, until a deck has taken it over. */
const loading = new WeakMap<object, string>();

export function newVideo(): HTMLVideoElement {
  const video = document.createElement("video");
  Object.assign(video, { preload: "auto", playsInline: true, disablePictureInPicture: true });
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
  begun.set(url, { video, timer: setTimeout(() => letGo(video, url), KEPT_MS) });
}

function letGo(video: HTMLVideoElement, url: string): void {
  begun.delete(url);
  video.removeAttribute("src");
  video.load();
}

/** The video that was begun with `url`, once; a new one where there is none. */
export function videoFor(url: string): HTMLVideoElement {
  const known = begun.get(url);
  if (!known) return newVideo();
  clearTimeout(known.timer);
  begun.delete(url);
  return known.video;
}

/** Whether `media` was begun with `url` and loads it. True once: whoever asks has it in hand from then on. */
export function loadsAlready(media: { readonly error?: MediaError | null }, url: string): boolean {
  const loads = loading.get(media) === url && !media.error;
  loading.delete(media);
  return loads;
}
