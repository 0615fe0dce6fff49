import type { CommandRow } from "../../../core/commands";
import { ownInView } from "../../../timeline/selection";
import { centred, showing } from "../../../timeline/viewport";
import type { Engine } from "./engine";

/** Commands about the timeline have their names in its catalogue. */
export const selectionRows = ({ coder, lanes, session }: Engine): readonly CommandRow[] => [
  [
    "selectAll",
    ["Ctrl+KeyA"],
    () => coder.selection.set(ownInView(lanes.peek(), session.view.peek())),
    { name: "timeline.command.selectAll" },
  ],
];

export const stripRows = ({ spectrum, footage }: Engine): readonly CommandRow[] => [
  [
    "spectrum",
    ["KeyU"],
    () => spectrum.toggle(),
    { name: "timeline.command.spectrum", enabled: () => footage.peek().has_sound },
  ],
];

/** All that is selected, with a margin; the playhead where that is nothing. */
export function zoomToSelection({ coder, session, player }: Engine): void {
  const { span } = coder.selection;
  const now = session.view.peek();
  session.view.value = span ? showing(now, span.start, span.end) : centred(now, player.frame.peek());
}
