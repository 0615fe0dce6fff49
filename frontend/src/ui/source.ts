import { address } from "../api/address";
import type { Footage } from "../api/types";

/** The file that a recording is played from, and the seconds on that file's own clock at which frame 0 is shown. */
export interface Source {
  readonly kind: "proxy" | "original" | "audio";
  readonly offset: number;
}

/** Where the picture comes from: the proxy once it is there, until then the original unless that is away. */
export function sourceOf(footage: Footage): Source | null {
  const derivative = (kind: string) => footage.derivatives.find((made) => made.kind === kind);
  const proxy = derivative("proxy");
  const ready = proxy?.state === "ready";
  if (ready && !proxy.same_as_original) return { kind: "proxy", offset: 0 };
  if (footage.availability === "online" && footage.playable) {
    return { kind: ready ? "proxy" : "original", offset: secondsOf(footage.picture_start || "0") };
  }
  if (derivative("audio")?.state === "ready" && proxy?.state === "not_applicable") return { kind: "audio", offset: 0 };
  return null;
}

/** The address of something that is made of a recording, by its name. */
export const mediaOf = (footageId: string, name: string): string => address(`/footage/${footageId}/media/${name}`);

/** The address of the file that it is played from. */
export const fileOf = (footageId: string, { kind }: Source): string => mediaOf(footageId, kind);

/**
 * Whether there is, or soon will be, a proxy in parts: of every recording with pictures whose clock is known, unless
 * the original serves as one.
 */
export function comesInParts(footage: Footage): boolean {
  const proxy = footage.derivatives.find((made) => made.kind === "proxy");
  if (!proxy || proxy.state === "not_applicable" || proxy.same_as_original) return false;
  return footage.clock !== null && footage.has_picture;
}

/** What keeps the picture away because it could only come from the original; null when something can be played. */
export function whyAway(footage: Footage): "offline" | "missing" | "changed" | null {
  const { availability } = footage;
  return availability === "online" || sourceOf(footage) || comesInParts(footage) ? null : availability;
}

/** A time in seconds as the server writes it: a decimal or a fraction. For the media element only, which takes floats. */
function secondsOf(text: string): number {
  const [num = "0", den = "1"] = text.split("/");
  return Number(num) / Number(den);
}
