import { type Command, type CommandRow, commandsIn, FIXED, REPEATS } from "../../../core/commands";
import { Registry } from "../../../core/registry";
import { t } from "../../../i18n";
import { type Viewport, whole, zoomed } from "../../../timeline/viewport";
import type { Engine } from "./engine";
import { pinCommand } from "./pins";
import { pictureRows, soundRows, speedRows } from "./playbackRows";
import type { AskedExcerpt } from "./session";
import { selectionRows, stripRows, zoomToSelection } from "./timelineRows";

const ZOOM = 1.6;
/** Works while a line is being edited. */
const IN_EDITOR: Partial<Command> = { context: "field" };
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** What the screen itself does for a command: open a place, move the focus. */
export interface ScreenActions {
  nextPane(direction: 1 | -1): void;
}

/** Every command of the workbench with its keys. Keys, menus, the palette and the sheet of keys read this table. */
export function registryOf(engine: Engine, screen: ScreenActions): Registry {
  const { player, session, coder, lineWork, clock } = engine;
  const second = clock.rate.nominal;
  const open = (popup: NonNullable<typeof session.popup.value>) => () => (session.popup.value = popup);
  const view = (change: (now: Viewport) => Viewport) => () => (session.view.value = change(session.view.peek()));

  const groups: Record<string, readonly CommandRow[]> = {
    play: [
      ["play", ["Space"], () => player.toggle()],
      ["shuttleBack", ["KeyJ"], () => player.shuttle(-1)],
      ["stop", ["KeyK"], () => player.pause()],
      ["shuttleForward", ["KeyL"], () => player.shuttle(1)],
      ["frameBack", ["ArrowLeft"], () => player.step(-1), REPEATS],
      ["frameForward", ["ArrowRight"], () => player.step(1), REPEATS],
      ["secondBack", ["Shift+ArrowLeft"], () => player.step(-second), REPEATS],
      ["secondForward", ["Shift+ArrowRight"], () => player.step(second), REPEATS],
      ["edgeBack", ["ArrowUp"], () => engine.goToEdge(-1), REPEATS],
      ["edgeForward", ["ArrowDown"], () => engine.goToEdge(1), REPEATS],
      ["toStart", ["Home"], () => player.seek(0)],
      ["toEnd", ["End"], () => player.seek(clock.frames - 1)],
      ["goto", ["KeyG"], open("goto")],
      ...speedRows(engine),
    ],
    mark: [
      ["in", ["KeyI"], () => coder.markIn()],
      ["out", ["KeyO"], () => coder.markOut()],
      ["trimStart", ["BracketLeft"], () => coder.trim("start")],
      ["trimEnd", ["BracketRight"], () => coder.trim("end")],
      ["nudgeBack", ["Shift+BracketLeft"], () => coder.nudge(-1), REPEATS],
      ["nudgeForward", ["Shift+BracketRight"], () => coder.nudge(1), REPEATS],
      ["delete", ["Delete", "Backspace"], () => coder.remove()],
      ...selectionRows(engine),
      ["loop", ["KeyP"], () => engine.playback.looping.toggle()],
    ],
    code: [
      ...Array.from({ length: 9 }, (_, index): CommandRow => pin(engine, index)),
      ["live", ["Alt+KeyL"], () => (session.live.value = !session.live.peek()), { enabled: () => engine.me.codes }],
      ["findCode", ["KeyC"], open("codes")],
      ["findWitness", ["KeyW"], open("witnesses")],
      ["basis", ["KeyB"], () => coder.cycleBasis()],
      ["memo", ["KeyM"], () => askForMemo(engine)],
      ...LETTERS.map((letter): CommandRow => witness(engine, letter)),
    ],
    noise: [
      ["noise", ["KeyN"], () => coder.markNoise()],
      ["acceptNoise", ["KeyY"], () => coder.judgeNoise("confirmed")],
      ["rejectNoise", ["KeyX"], () => coder.judgeNoise("rejected")],
    ],
    lines: [
      ["editLine", ["KeyE"], () => lineWork.editHere(), { enabled: () => engine.me.codes }],
      ["saveLine", ["Ctrl+Enter"], () => lineWork.saveAndNext(), IN_EDITOR],
      ["leaveLine", ["Escape"], () => lineWork.leave(), { ...IN_EDITOR, ...FIXED }],
    ],
    view: [
      ["zoomIn", ["Equal", "NumpadAdd"], view((now) => zoomed(now, ZOOM, player.frame.peek())), REPEATS],
      ["zoomOut", ["Minus", "NumpadSubtract"], view((now) => zoomed(now, 1 / ZOOM, player.frame.peek())), REPEATS],
      ["zoomAll", ["Digit0"], view(whole)],
      ["zoomSegment", ["KeyZ"], () => zoomToSelection(engine)],
      ["others", [], () => engine.toggleOthers(), { enabled: () => engine.others.peek() > 0 }],
      ["nextPane", ["F6"], () => screen.nextPane(1)],
      ["previousPane", ["Shift+F6"], () => screen.nextPane(-1)],
    ],
    sound: [...soundRows(engine), ...stripRows(engine)],
    picture: pictureRows(engine),
    edit: [
      ["undo", ["Ctrl+KeyZ"], () => engine.undo(), { ...REPEATS, enabled: () => engine.history.canUndo.peek() }],
      ["redo", ["Ctrl+Shift+KeyZ"], () => engine.redo(), { ...REPEATS, enabled: () => engine.history.canRedo.peek() }],
      ["palette", ["Ctrl+KeyK", "Slash"], open("palette")],
      ["keys", ["Shift+Slash"], open("keys"), { name: "keys.title" }],
      ["escape", ["Escape"], () => letGo(engine), FIXED],
    ],
  };
  if (engine.me.leads) groups.save = saving(engine);
  const registry = new Registry(engine.preferences.keyChoices);
  registry.add(...commandsIn("workbench", groups));
  session.keys.readFrom(registry);
  return registry;
}

/** What leaves is the lead's business, and nobody else is offered it. */
function saving({ session, current, player, sound }: Engine): readonly CommandRow[] {
  const ask = (asked: AskedExcerpt | null) => {
    session.asked.value = asked;
    session.popup.value = "excerpts";
  };
  const clip = () => {
    const segment = current.peek();
    if (segment) ask({ kind: "clip", start: { frame: segment.start }, end: { frame: segment.end } });
  };
  const still = () => ask({ kind: "still", start: { frame: player.shown.peek() } });
  return [
    ["saveClip", [], clip, { enabled: () => current.peek() !== null }],
    ...(sound ? [] : [["saveStill", [], still] as const]),
    ["excerpts", ["KeyD"], () => ask(null)],
  ];
}

function pin(engine: Engine, index: number): CommandRow {
  const run = () => {
    const code = engine.pins.peek()[index];
    if (code) engine.coder.pressCode(code.id);
  };
  const more = { name: "workbench.command.pin", values: { number: index + 1 }, family: "workbench.keys.pins" };
  return [pinCommand(index + 1), [`Digit${index + 1}`, `Numpad${index + 1}`], run, more];
}

function witness(engine: Engine, letter: string): CommandRow {
  const run = () => {
    const found = [...engine.store.witnesses.peek().values()].find((one) => one.pseudonym.toUpperCase() === letter);
    if (found) engine.coder.toggleWitness(found.id);
  };
  const more = { name: "workbench.command.witness", values: { letter }, family: "workbench.keys.witnesses" };
  return [`witness${letter}`, [`Shift+Key${letter}`], run, more];
}

/** A memo is written in the inspector of one segment; what stands in its way is said. */
function askForMemo(engine: Engine): void {
  const { session } = engine;
  session.notice.value = whyNoMemo(engine);
  if (session.notice.peek() !== "") return;
  session.tab.value = "segment";
  session.memoAsked.value = true;
}

function whyNoMemo({ session, coder, current }: Engine): string {
  const segment = current.peek();
  const named = session.keys.named.peek();
  if (session.markIn.peek() !== null) return t("coding.memoWhileMarking", named("out"));
  if (!segment) return t("workbench.notice.noSegment", named("in", "out"));
  if (coder.selection.many) return t("timeline.notice.memoOne");
  return coder.mayChange(segment) ? "" : t("workbench.notice.notYours", { name: segment.coderName });
}

/**
 * Takes back the innermost thing that is open: the controls, a drag, what the noise holds back, a noise section, a
 * mark, a growing segment, the loop, the selection.
 */
function letGo({ session, player, coder }: Engine): void {
  session.notice.value = "";
  if (session.tuning.peek()) session.tuning.value = false;
  else if (session.gesture.peek()) cancelGesture(session, player);
  else if (session.held.peek().length > 0) dropHeld(session);
  else if (session.noiseOpen.peek() !== null) session.noiseOpen.value = null;
  else if (session.markIn.peek() !== null) session.markIn.value = null;
  else if (session.growing.peek().length > 0) session.growing.value = session.growing.peek().slice(0, -1);
  else if (player.loop.peek()) player.loop.value = null;
  else coder.select(null);
}

/** The mark is open again where it was, so that nothing but its end is lost. */
function dropHeld({ held, markIn, nextCodes }: Engine["session"]): void {
  const last = held.peek().at(-1);
  held.value = held.peek().slice(0, -1);
  if (!last || last.before || markIn.peek() !== null) return;
  nextCodes.value = last.after.codes;
  markIn.value = last.after.start;
}

function cancelGesture(session: Engine["session"], player: Engine["player"]): void {
  const gesture = session.gesture.peek();
  session.gesture.value = null;
  if (gesture?.is === "pan") session.view.value = { ...gesture.before, width: session.view.peek().width };
  if (gesture?.is === "scrub") player.seek(gesture.before);
  if (gesture && "playhead" in gesture) player.seek(gesture.playhead);
}
