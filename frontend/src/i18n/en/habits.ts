/** How one person works: keys, reaction lag, live coding, first hints. */
export const habits = {
  "keys.title": "All keys",
  "keys.search": "Search commands and keys",
  "keys.single": "Letters, digits and signs alone are commands",
  "keys.singleOff": {
    one: "{count} command has a key that is switched off. It can be chosen on the screen all the same, and can have a key with Ctrl or Alt.",
    other:
      "{count} commands have keys that are switched off. They can be chosen on the screen all the same, and can have keys with Ctrl or Alt.",
  },
  "keys.how": "Click a key to change it. Kept for you in every browser.",
  "keys.change": "Change this key",
  "keys.more": "One more key",
  "keys.waits": "Press the new key",
  "keys.isOff": "Switched off, as letters, digits and signs alone are. Change this key",
  "keys.fixed": "This key stays, so that the way out is always there.",
  "keys.reset": "As it was at first",
  "keys.resetAll": "All as at first",
  "keys.each": "show each",
  "keys.taken": "{key} belongs to “{name}”.",
  "keys.swap": "Swap the keys",
  "keys.take": "Move it here",
  "keys.lost": "Lost a key by this: {names}.",
  "keys.refused.browser": "{key} belongs to the browser, so it can't be a command. Nothing was changed.",
  "keys.refused.focus": "{key} moves the focus or presses a button, so it can't be a command.",
  "keys.refused.text": "{key} is for copying and pasting words, so it can't be a command.",
  "keys.refused.typing": "{key} is needed while words are written, so it can't be a command there.",
  "keys.refused.input": "{key} chooses how letters are written, so it can't be a command.",
  "keys.refused.escape": "{key} stays the way out, so it can't be another command.",
  "keys.refused.erase": "{key} erases, so it can't be another command.",

  "settings.habits": "Keys and reaction",
  "habits.lead": "These are yours alone, for every project and every browser you sign in with.",
  "habits.keys": "Keys",
  "habits.keysText": "Every key of the workbench and of the review can be changed there, on the sheet of keys.",
  "habits.keysOpen": "Open the workbench",
  "habits.keysReview": "Open the review",
  "habits.keysLibrary": "Choose a recording",
  "habits.single": "Letters, digits and signs alone are commands",
  "habits.singleText":
    "Off, nothing is done by a key that was pressed by mistake or by speech input. Every command can be chosen on the screen all the same, and can have a key with Ctrl or Alt.",
  "habits.lag": "Reaction lag",
  "habits.lagText":
    "So many milliseconds are taken off what is marked while the recording plays, because a hand follows the eye. At rest the frame shown is the frame marked.",
  "habits.lagField": "Milliseconds, 0 to 1000",
  "habits.lagWrong": "A whole number from 0 to 1000.",
  "habits.measure": "Measure…",
  "habits.measure.title": "Measure the reaction lag",
  "habits.measure.text":
    "A disc lights up and a tone sounds, {count} times, at moments that can't be foreseen. Press Space each time, as soon as you notice.",
  "habits.measure.start": "Start",
  "habits.measure.again": "Again",
  "habits.measure.progress": "{done} of {count}",
  "habits.measure.early": "That was before the light. It does not count.",
  "habits.measure.result": "The middle one of {count} presses came {milliseconds} ms after the light.",
  "habits.measure.use": "Use {milliseconds} ms",
  "workbench.lag": "lag {milliseconds} ms",
  "workbench.lag.title":
    "Marks made while playing lie {milliseconds} ms of watching earlier ({frames} f at single speed). Changed in the settings.",

  "workbench.held":
    "{span} covers static noise ({noise}), where nothing can be coded by sound. Nothing is lost: choose what it shall be.",
  "workbench.held.free": "{span} was held back. The noise that stood in its way is gone.",
  "workbench.held.drop": "Leave it",
  "workbench.segment.crosses": "The mark covers static noise ({noise}), where nothing can be coded by sound.",
  "workbench.line.drowned":
    "All of it lies in static noise: its words can't be heard, so its translation can't be corrected while the noise is confirmed.",
  "workbench.live": "Live coding",
  "workbench.live.off": "Live coding is off",
  "workbench.live.start": "Start",
  "workbench.live.stop": "Stop",
  "workbench.live.close": "Close",
  "workbench.live.none": "While it plays, a code's key opens a segment and closes it again.",
  "workbench.notice.liveEmpty":
    "The end lies at or before the start, so the segment stays open. Go on, or press {escape} to drop it.",
  "workbench.command.live": "Live coding: codes open and close while playing",

  "nav.toLibrary": "Open the library",
  "workbench.hint.marks":
    "{in} marks the first frame, {out} the first one outside: that is a segment. Everything here has a key.",
  "workbench.hint.codes":
    "{first} to {last} put these codes on the segment and take them off; {find} finds any other by typing.",
  "workbench.hint.save":
    "Every key is saved by itself. Here you see whether all of it has reached the server; what has not is kept.",
  "workbench.hint.keys": "{key} shows every key, and there each can be changed.",
  "workbench.hint.count": "Hint {number} of {count}",
  "workbench.hint.none": "No more hints",
  "workbench.hint.read": "Got it",
} as const;
