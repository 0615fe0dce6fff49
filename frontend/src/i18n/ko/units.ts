import type { units as english } from "../en/units";
import { translation } from "../messages";

/** 수량의 한국어 표기. */
export const units = translation<typeof english, "other">()({
  share: "{share}%",
  "unit.kilohertz": "{value}kHz",
  "size.B": "{size}B",
  "size.kB": "{size}kB",
  "size.MB": "{size}MB",
  "size.GB": "{size}GB",
  "size.TB": "{size}TB",
});
