import { type Command, type CommandRow, REPEATS } from "../../../core/commands";
import type { Engine } from "./engine";

const BRIGHTER = 1.1;

/** Commands about watching have their names in the player's catalogue. */
function row(id: string, presses: readonly string[], run: () => void, more: Partial<Command> = {}): CommandRow {
  return [id, presses, run, { name: `player.command.${id}`, ...more }];
}

export const speedRows = ({ playback }: Engine): readonly CommandRow[] => [
  row("slower", ["Shift+Comma"], () => playback.changeRate(-1)),
  row("faster", ["Shift+Period"], () => playback.changeRate(1)),
];

export const soundRows = ({ playback }: Engine): readonly CommandRow[] => [
  row("louder", ["Shift+ArrowUp"], () => playback.changeVolume(1), REPEATS),
  row("quieter", ["Shift+ArrowDown"], () => playback.changeVolume(-1), REPEATS),
  row("mute", ["KeyQ"], () => playback.toggleMute()),
  row("boost", ["KeyH"], () => playback.nextBoost()),
  row("channel", ["KeyR"], () => playback.nextChannel()),
];

export function pictureRows({ playback, sound, session }: Engine): readonly CommandRow[] {
  const always = [
    row("captions", ["KeyS"], () => playback.nextCaptions()),
    row("tuning", ["KeyT"], () => (session.tuning.value = !session.tuning.peek())),
  ];
  return sound ? always : [...always, ...windowRows(playback), ...zoomRows(playback), ...lookRows(playback)];
}

const windowRows = (playback: Engine["playback"]): readonly CommandRow[] => [
  row("full", ["KeyF"], () => playback.toggleFull()),
  row("second", ["KeyV"], () => playback.second.toggle()),
];

const zoomRows = (playback: Engine["playback"]): readonly CommandRow[] => [
  row("enlarge", ["Alt+Equal"], () => playback.zoomBy(1), REPEATS),
  row("reduce", ["Alt+Minus"], () => playback.zoomBy(-1), REPEATS),
  row("wholePicture", ["Alt+Digit0"], () => playback.wholePicture()),
  row("lookLeft", ["Ctrl+ArrowLeft"], () => playback.look(-1, 0), REPEATS),
  row("lookRight", ["Ctrl+ArrowRight"], () => playback.look(1, 0), REPEATS),
  row("lookUp", ["Ctrl+ArrowUp"], () => playback.look(0, -1), REPEATS),
  row("lookDown", ["Ctrl+ArrowDown"], () => playback.look(0, 1), REPEATS),
];

function lookRows(playback: Engine["playback"]): readonly CommandRow[] {
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
