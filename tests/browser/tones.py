"""A recording with another tone in each channel, and what of them reaches the loudspeaker in the browser."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from footage.media.ffmpeg import find_tools
from tests.browser.recordings import EASY, Recording
from tests.footage.media.clips import make_numbered

TONES = Recording("choir.mp4", EASY["25"].clip)
LEFT_HZ, RIGHT_HZ = 440, 1200
QUIET, LOUD = 0.01, 0.9
"""Amplitudes, of 1: as of a voice far away, for the first half; then of one at the microphone."""
HALF = TONES.clip.frames // 2
"""The frame from which it is loud."""


def make_tones(path: Path) -> None:
    """The numbered pictures of `TONES` with its two tones."""
    pictures = make_numbered(path.with_suffix(".silent.mp4"), TONES.clip)
    seconds = TONES.clip.frames // 25
    level = f"if(lt(t\\,{seconds // 2})\\,{QUIET}\\,{LOUD})"
    tones = "|".join(f"{level}*sin(2*PI*{hertz}*t)" for hertz in (LEFT_HZ, RIGHT_HZ))
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y", "-i", str(pictures)]
    command += ["-f", "lavfi", "-i", f"aevalsrc={tones}:s=48000:d={seconds}"]
    command += ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "192k"]
    start = TONES.clip.start_timecode
    assert start is not None
    subprocess.run([*command, "-timecode", start, str(path)], check=True)
    pictures.unlink()
    pictures.with_suffix(".clicks.raw").unlink(missing_ok=True)


LISTEN = """(() => {
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...how) {
    if (to instanceof AudioDestinationNode) {
      if (!window.ears) {
        const inlet = new GainNode(this.context, { channelCount: 2, channelCountMode: "explicit" });
        const apart = new ChannelSplitterNode(this.context, { numberOfOutputs: 2 });
        connect.call(inlet, apart);
        const ear = (channel) => {
          const analyser = new AnalyserNode(this.context, { fftSize: 16384 });
          connect.call(apart, analyser, channel);
          return analyser;
        };
        window.ears = { inlet, left: ear(0), right: ear(1) };
      }
      connect.call(this, window.ears.inlet);
    }
    return connect.call(this, to, ...how);
  };
})()"""
"""To be run before the page: an ear at whatever leads to the loudspeaker."""

_HEAR = f"""() => {{
  const hear = (ear) => {{
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    const rate = ear.context.sampleRate;
    const amplitude = (hertz) => {{
      let real = 0, imaginary = 0, weight = 0;
      samples.forEach((sample, at) => {{
        const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / samples.length);
        real += window * sample * Math.cos((2 * Math.PI * hertz * at) / rate);
        imaginary += window * sample * Math.sin((2 * Math.PI * hertz * at) / rate);
        weight += window;
      }});
      return (2 * Math.hypot(real, imaginary)) / weight;
    }};
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return [amplitude({LEFT_HZ}), amplitude({RIGHT_HZ}), peak];
  }};
  return [hear(window.ears.left), hear(window.ears.right)];
}}"""


@dataclass(frozen=True)
class Ear:
    """Amplitudes of what arrives in one ear."""

    left_tone: float
    right_tone: float
    peak: float


def hear(page: Page) -> tuple[Ear, Ear]:
    """What the left and the right ear hear now."""
    left, right = page.evaluate(_HEAR)
    return Ear(*left), Ear(*right)
