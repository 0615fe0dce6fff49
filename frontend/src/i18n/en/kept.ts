/** What is kept in the browser until the server has it. */
export const kept = {
  "kept.here": {
    one: "{count} change of yours on “{title}” waits in this browser.",
    other: "{count} changes of yours on “{title}” wait in this browser.",
  },
  "kept.open": "Open to send",
  "kept.waits": {
    one: "{count} change is kept here and goes on when you are back.",
    other: "{count} changes are kept here and go on when you are back.",
  },
  "kept.signOut.title": "Not everything is on the server yet",
  "kept.signOut.text":
    "If you sign out now it stays here, sealed: nobody can read it, and it goes on when you sign in on this browser again.",
  "kept.signOut.onlyHere": {
    one: "{count} change is in this tab only. It is lost when you sign out.",
    other: "{count} changes are in this tab only. They are lost when you sign out.",
  },
  "kept.signOut.all": "Now everything is on the server.",
  "kept.signOut.line": { one: "{count} change on “{title}”", other: "{count} changes on “{title}”" },
  "kept.signOut.stay": "Stay and send",
  "kept.signOut.keep": "Sign out, keep it here",
  "kept.signOut.discard": "Discard and sign out",
  "kept.signOut.discardQuestion": { one: "Lose {count} change for good?", other: "Lose {count} changes for good?" },
  "kept.signOut.unsure": "Whether something is still kept here cannot be seen: the server does not answer.",
  "kept.leave.text": {
    one: "{count} change is in this tab only: this browser keeps nothing, or noise stands in its way. It may be lost when you leave this recording.",
    other:
      "{count} changes are in this tab only: this browser keeps nothing, or noise stands in their way. They may be lost when you leave this recording.",
  },
  "kept.leave.stay": "Stay here",
  "kept.leave.go": "Leave anyway",
  "kept.another": "Somebody else signed in here",
  "kept.anotherText":
    "Another member has signed in in this browser. Nothing of yours was sent under their name; sign in again to go on where you were.",
} as const;
