/** What the coder's keys say about the segment that is being made. */
export const coding = {
  "coding.next": "From {start}: the next segment",
  "coding.memoWhileMarking": "A mark is open. End it with {out}; then its memo can be written.",
  "coding.toTheEnd": "This reaches to the end of the recording; its last frame is in it.",
  "coding.again": "Try again",
  "coding.withoutRetired": "Without the retired codes",
  "coding.goneMeanwhile": "What this was done to is no longer here, so it cannot be done again.",
  "coding.save.held": {
    one: "{count} stopped by noise, only in this tab",
    other: "{count} stopped by noise, only in this tab",
  },
} as const;
