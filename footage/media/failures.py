"""What went wrong with media, as sentences a person can act on."""

import re
import signal

DETAIL_CHARACTERS = 2000
"""How much of a program's own words is kept: its end, where the cause usually stands."""


class MediaFailed(Exception):
    """The work on a recording failed: `sentence` for people, `detail` for the log.

    Neither names the recording's path, which can name people: programs are given it as an open descriptor.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail[-DETAIL_CHARACTERS:]


class MediaStopped(Exception):
    """The work was stopped because its caller asked for it. Nothing was left behind."""


NOT_A_RECORDING = (
    "This file is not a recording that can be read: its content is damaged, cut short or of a "
    "kind that is not accepted. The file was not changed; copy it again from its source."
)
OUT_OF_MEMORY = (
    "This recording needs more memory than one file may use, or has more than 64 tracks. "
    "Nothing was changed; make a copy with fewer tracks or a smaller picture."
)
TOO_LONG = (
    "The work on this recording took longer than it may. Nothing was changed; try again when the machine is less busy."
)
STUCK = (
    "The work on this recording came to a standstill and was given up. Nothing was changed; try "
    "again when the machine is less busy."
)
TOO_LARGE = "The result grew larger than one file may be. The recording was not changed; split it into shorter ones."
TELLS_TOO_MUCH = (
    "This recording tells more about itself than is believed of any. The file was not changed; make a copy of it with "
    "another program."
)
FULL = "The disk is full. Nothing was lost and nothing half-made was kept; free some space and try again."
UNREACHABLE = (
    "The recording cannot be opened: its drive may be offline, or it may have been moved. Bring it back and try again."
)
CRASHED = (
    "ffmpeg crashed on this recording, which is therefore not one to trust. Nothing was changed; "
    "copy it again from its source, or make a copy of it with another program."
)
UNEXPECTED = (
    "The work on this recording could not be finished; its content is probably damaged. Nothing was changed; copy it "
    "again from its source, or make a copy of it with another program."
)

_CAUSES = (
    # ffmpeg catches the signal of its processor time and ends by itself; nobody else sends it one and asks why.
    (r"system signals, hard exiting|Immediate exit requested", TOO_LONG),
    (r"No space left on device|Disk quota exceeded", FULL),
    (r"File too large", TOO_LARGE),
    (r"Cannot allocate memory|malloc of size|pthread_create\(\) failed", OUT_OF_MEMORY),
    (r"Error opening input.*(No such file|Permission denied|Input/output error)", UNREACHABLE),
    (r"(No such file or directory|Permission denied|Input/output error): 'file:", UNREACHABLE),
    (r"Invalid data found|moov atom not found|Format not on whitelist", NOT_A_RECORDING),
)
_SIGNALS = {
    signal.SIGXCPU: TOO_LONG,
    signal.SIGXFSZ: TOO_LARGE,
    signal.SIGKILL: OUT_OF_MEMORY,
    signal.SIGSEGV: CRASHED,
    signal.SIGABRT: CRASHED,
    signal.SIGBUS: CRASHED,
    signal.SIGFPE: CRASHED,
    signal.SIGILL: CRASHED,
}


def failure_of(returncode: int, words: str) -> MediaFailed:
    """Translate how a program ended and what it said.

    It ended by a signal if `returncode` is below 0, or above 128 when bubblewrap reports it.
    """
    ended_by = -returncode if returncode < 0 else returncode - 128
    if ended_by in _SIGNALS:
        return MediaFailed(_SIGNALS[signal.Signals(ended_by)], f"signal {ended_by}\n{words}")
    for pattern, sentence in _CAUSES:
        if re.search(pattern, words):
            return MediaFailed(sentence, words)
    return MediaFailed(UNEXPECTED, f"exit {returncode}\n{words}")
