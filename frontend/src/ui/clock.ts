import type { Footage } from "../api/types";
import { FrameRate, Timebase } from "../core/time";

/** The clock of a recording, or null while it has not been measured. */
export function clockOf(footage: Footage): Timebase | null {
  const { clock } = footage;
  if (!clock) return null;
  return Timebase.startingAt(FrameRate.fromText(clock.rate), clock.frames, clock.start_timecode, clock.drop_frame);
}
