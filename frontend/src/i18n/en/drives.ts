/** Drives and what lies on them: new, changed, gone, verified. */
export const drives = {
  "drives.offline": {
    one: "“{volume}” is not connected; {count} recording is on it. Nothing is lost, and what was made from it stays usable.",
    other:
      "“{volume}” is not connected; {count} recordings are on it. Nothing is lost, and what was made from them stays usable.",
  },
  "drives.open": "Drives…",
  "drives.title": "Drives",
  "drives.text": "A scan compares what is registered with what lies on the drive. Files are only ever read.",
  "drives.scan": "Scan",
  "drives.lookFor": "Look for it",
  "drives.scanning": "Scanning",
  "drives.scanDrive": "Scan the drive",
  "drives.scanWhat": "Scan {volume}",
  "drives.lookForWhat": "Look for it: {volume}",
  "drives.verifyAgain": "Verify",
  "drives.never": "not scanned yet",
  "drives.scannedAt": "scanned {date}",
  "drives.asRegistered": "Everything is as it was registered, and nothing is new.",
  "drives.missing": "Not there any more",
  "drives.changed": "No longer what was registered",
  "drives.new": "Not in the library yet",
  "drives.newMore": { one: "and {count} more", other: "and {count} more" },
  "drives.cut":
    "This drive holds more files than one scan lists, so some new ones may not be shown. Recordings are compared all the same; to add the others, open the folder they lie in.",
  "drives.addNew": { one: "Add {count} file…", other: "Add {count} files…" },
  "drives.moved": {
    one: "{count} recording was found under another name.",
    other: "{count} recordings were found under other names.",
  },
  "drives.unreadable": {
    one: "{count} recording could not be read to its end. Copy what is on this drive soon.",
    other: "{count} recordings could not be read to their end. Copy what is on this drive soon.",
  },
  "drives.verifyAll": "Verify all originals",
  "drives.asked": {
    one: "{count} original is being read; the library shows how far it is.",
    other: "{count} originals are being read; the library shows how far they are.",
  },
  "drives.notAsked": {
    one: "{count} cannot be verified now: its drive is away, or it was not read to its end yet.",
    other: "{count} cannot be verified now: their drive is away, or they were not read to their end yet.",
  },
  "drives.intact": {
    one: "{count} original verified, intact",
    other: "{count} originals verified, all intact",
  },
  "drives.someIntact": { one: "{of} of {count} original verified", other: "{of} of {count} originals verified" },
  "drives.differ": {
    one: "{count} original is not what was registered",
    other: "{count} originals are not what was registered",
  },
  "volumes.none":
    "No folder of recordings is linked to this project. Ask an administrator to link one in the project settings.",
  "volumes.noneAdmin":
    "This installation knows no folder of recordings. Start it with --volume NAME=DIR; the folder is then listed here and is only ever read.",
  "volumes.offline": "This folder cannot be read now. Is the drive connected?",
  "volumes.offlineShort": "offline",
  "volumes.path": "Folder",
  "volumes.emptyFolder": "There is nothing in this folder.",
  "volumes.already": "in the library",
  "volumes.text": "Recordings can be added from these folders. An administrator links them.",
  "volumes.textAdmin":
    "Leads of this project may add recordings from the folders linked here. Folders are opened to the server when it starts, with --volume NAME=DIR, and are only ever read.",
  "volumes.noneLinked": "No folder is linked to this project yet. An administrator of this server can link one.",
  "volumes.onlineState": "online",
  "volumes.offlineState": "offline",
  "volumes.linked": "linked to this project",
  "volumes.notLinked": "not linked",
  "volumes.link": "Link",
  "volumes.unlink": "Unlink",
  "volumes.hidden": {
    one: "{count} other file cannot be registered and is not shown.",
    other: "{count} other files cannot be registered and are not shown.",
  },
} as const;
