import type { Footage } from "../api/types";

/** What a recording is played from, and the seconds on that file's own clock at which frame 0 is shown. */
export interface Source {
  readonly kind: "proxy" | "original" | "audio";
  readonly offset: number;
}

/** Where the picture comes from: the proxy once it is there, the original until then. */
export function sourceOf(footage: Footage): Source | null {
  const derivative = (kind: string) => footage.derivatives.find((made) => made.kind === kind);
  const proxy = derivative("proxy");
  const start = secondsOf(footage.picture_start || "0");
  if (proxy?.state === "ready") return { kind: "proxy", offset: proxy.same_as_original ? start : 0 };
  if (footage.playable) return { kind: "original", offset: start };
  if (derivative("audio")?.state === "ready" && proxy?.state === "not_applicable") return { kind: "audio", offset: 0 };
  return null;
}

/** A time in seconds as the server writes it: a decimal or a fraction. For the media element only, which takes floats. */
function secondsOf(text: string): number {
  const [num = "0", den = "1"] = text.split("/");
  return Number(num) / Number(den);
}
