import type { TimeProblemCode } from "../../core/time";

/** English sentences for what can be wrong with a time; the places are the params of `TimeProblem`. */
export const time = {
  "time.long": "A time has at most {most} characters. Write a shorter one.",
  "time.position": "This is not a position. Write a frame, a timecode or seconds.",
  "time.frame": "A frame is a whole number, such as f151947. Write it without a point.",
  "time.number": "“{text}” is not a number of seconds. Write it like 6077.88 or 1001/1500.",
  "time.numberLarge": "“{text}” is too large for a time. Write a smaller number.",
  "time.rate": "“{text}” is not a frame rate. Write it like 25/1 or 30000/1001.",
  "time.rateRounded": "“{text}” is a rounded frame rate. Write {meant} for the broadcast rate near it, or {literal}.",
  "time.noDropFrame": "Drop-frame timecode exists at 30000/1001 and 60000/1001 only, not at {rate}. Switch it off.",
  "time.timecode": "“{text}” is not a timecode of this recording. Write it like {example}.",
  "time.timecodeMark": "“{text}” has the wrong mark before the frames for this recording. Write it like {example}.",
  "time.timecodeRange":
    "“{text}” is not a timecode: hours go up to 23, minutes and seconds to 59, frames to {lastFrame} in this recording.",
  "time.timecodeLeftOut":
    "Drop-frame counting leaves the number “{text}” out. The first frame of that minute is {next}.",
  "time.goto": "“{text}” is not a place. Write a timecode like {example}, 6077.88s, f151947, +10s or -5f.",
  "time.timecodeTwice":
    "“{text}” occurs more than once in this recording of over 24 hours. Write the frame, like f151947.",
  "time.offFrame": "{seconds} s falls between two frames. The nearest is frame {nearest}, {timecode}.",
  "time.outside": "That is outside the recording, which runs from {first} to {last} (frames 0 to {lastFrame}).",
  "time.spanOrder": "The end (frame {end}) must come after the start (frame {start}).",
  "time.clockFrames": "A recording has 1 to {most} frames, not {frames}.",
  "time.clockStart": "A recording starts within 24 hours of timecode; {start} is not a frame of a day.",
} as const satisfies Record<TimeProblemCode, string>;
