import type { Clock } from "../../../api/types";
import { FrameRate, frameOfMediaTime, seekTime, Timebase } from "../../../core/time";
import type { PlayerClock } from "../../../media/player";

export function timebaseOf(clock: Clock): Timebase {
  return Timebase.startingAt(FrameRate.fromText(clock.rate), clock.frames, clock.start_timecode, clock.drop_frame);
}

/** The clock as the player needs it; `aim` is a fraction of a frame. */
export function playerClock(clock: Timebase): PlayerClock {
  const frameSeconds = clock.rate.den / clock.rate.num;
  return {
    frames: clock.frames,
    nominal: clock.rate.nominal,
    seekTime: (frame, aim) => seekTime(clock, frame) + aim * frameSeconds,
    frameOfMediaTime: (mediaTime) => frameOfMediaTime(clock, mediaTime),
  };
}
