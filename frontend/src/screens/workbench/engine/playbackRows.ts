import type { Command, Row } from "../../../core/commands";
import type { Engine } from "./engine";

const BRIGHTER = 1.1;

/** Commands about watching have their names in the player's catalogue. */
function row(id: string, presses: readonly string[], run: () => void, more: Partial<Command> = {}): Row {
  return [id, presses, run, { name: `player.command.${id}`, ...more }];
}
const HELD: Partial<Command> = { repeats: true };

export const speedRows = ({ playback }: Engine): readonly Row[] => [
  row("slower", ["Shift+Comma"], () => playback.changeRate(-1)),
  row("faster", ["Shift+Period"], () => playback.changeRate(1)),
];

export const soundRows = ({ playback }: Engine): readonly Row[] => [
  row("louder", ["Shift+ArrowUp"], () => playback.changeVolume(1), HELD),
  row("quieter", ["Shift+ArrowDown"], () => playback.changeVolume(-1), HELD),
  row("mute", ["KeyQ"], () => playback.toggleMute()),
  row("boost", ["KeyH"], () => playback.nextBoost()),
  row("channel", ["KeyR"], () => playback.nextChannel()),
];

export function pictureRows({ playback, sound, session }: Engine): readonly Row[] {
  const always = [
    row("captions", ["KeyS"], () => playback.nextCaptions()),
    row("tuning", ["KeyT"], () => (session.tuning.value = !session.tuning.peek())),
  ];
  return sound ? always : [...always, ...windowRows(playback), ...zoomRows(playback), ...lookRows(playback)];
}

const windowRows = (playback: Engine["playback"]): readonly Row[] => [
  row("full", ["KeyF"], () => playback.toggleFull()),
  row("second", ["KeyV"], () => playback.second.toggle()),
];

const zoomRows = (playback: Engine["playback"]): readonly Row[] => [
  row("enlarge", ["Alt+Equal"], () => playback.zoomBy(1), HELD),
  row("reduce", ["Alt+Minus"], () => playback.zoomBy(-1), HELD),
  row("wholePicture", ["Alt+Digit0"], () => playback.wholePicture()),
  row("lookLeft", ["Ctrl+ArrowLeft"], () => playback.look(-1, 0), HELD),
  row("lookRight", ["Ctrl+ArrowRight"], () => playback.look(1, 0), HELD),
  row("lookUp", ["Ctrl+ArrowUp"], () => playback.look(0, -1), HELD),
  row("lookDown", ["Ctrl+ArrowDown"], () => playback.look(0, 1), HELD),
];

function lookRows(playback: Engine["playback"]): readonly Row[] {
  const { habits } = playback;
  const { look } = habits;
  return [
    row("brighter", [], () => habits.adjust({ brightness: look.peek().brightness * BRIGHTER })),
    row("darker", [], () => habits.adjust({ brightness: look.peek().brightness / BRIGHTER })),
    row("moreContrast", [], () => habits.adjust({ contrast: look.peek().contrast * BRIGHTER })),
    row("lessContrast", [], () => habits.adjust({ contrast: look.peek().contrast / BRIGHTER })),
    row("plain", [], () => playback.plain()),
  ];
}
