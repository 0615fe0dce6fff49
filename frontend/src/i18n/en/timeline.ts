/** The timeline: selecting many, dragging, the strip of the spectrum. */
export const timeline = {
  "timeline.menu": "Menu of the segment",
  "timeline.overview.window": "Window on the recording",
  "timeline.overview.start": "Start of the window",
  "timeline.overview.end": "End of the window",
  "timeline.splitter": "Border between picture and timeline",
  "timeline.splitter.rows": { one: "{count} row of lanes", other: "{count} rows of lanes" },
  "timeline.splitter.hint":
    "Drag, or press the up and down arrows, to give the lanes more or less room; a double click sets it back",
  "timeline.markIn": "A mark is open here; {out} ends it",

  "timeline.notice.notAllYours": {
    one: "{count} of the selected segments belongs to somebody else and stays as it was.",
    other: "{count} of the selected segments belong to others and stay as they were.",
  },
  "timeline.notice.memoOne":
    "A memo belongs to one segment, and several are selected. Nothing was changed; click one of them first.",
  "timeline.notice.trimOne":
    "Trimming works on one segment, and several are selected. Nothing was changed; click one of them first.",

  "timeline.many.count": { one: "{count} segment", other: "{count} segments" },
  "timeline.many.span": "Span",
  "timeline.many.total": "{length} in all",
  "timeline.many.none": "None has a code",
  "timeline.many.all": "in all",
  "timeline.many.some": "in {count}",
  "timeline.many.add": "Put {name} on all",
  "timeline.many.remove": "Take {name} off all",
  "timeline.many.delete": { one: "Delete {count}", other: "Delete {count}" },
  "timeline.many.hint": "Every change here is one step: one press of {undo} takes it back.",
  "timeline.many.clear": "Let go of the selection",

  "timeline.command.selectAll": "Select all of mine in the window",
  "timeline.command.spectrum": "Spectrum under the waveform, on and off",

  "timeline.lane.none": "Each category of the codebook has a lane here. There is none yet.",
  "timeline.lane.spectrum": "Spectrum",
  "timeline.lane.spectrumTop": "8 kHz",
  "timeline.soundless": "This recording has no sound.",
  "timeline.spectrum.far": "Zoom in to see the spectrum: it is worked out for up to ten minutes at once.",
  "timeline.spectrum.waiting": "The sound is being prepared; the spectrum comes after it.",
  "timeline.spectrum.failed": "The sound could not be read. It is tried again.",
  "timeline.spectrum.off": "off",
  "timeline.spectrum.on": "on",
} as const;
