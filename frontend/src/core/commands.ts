/** A physical key with its modifiers: `KeyI`, `Shift+ArrowLeft`, `Ctrl+Shift+KeyZ`. Command (⌘) counts as Ctrl. */
export type Press = string;

/** Where on a screen a key works. `screen`: anywhere but in a text field. `field`: while a text field has the focus. */
export type KeyContext = "screen" | "field";

/** One thing a person can do. Keys, menus, the palette and the sheet of keys all come from here. */
export interface Command {
  /** No other command has it, on no screen: what a person chose about keys is kept by it, for all screens together. */
  readonly id: string;
  /** Key of the name in the catalogue; `values` fill it. */
  readonly name: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Key of the heading on the sheet of keys in the catalogue. */
  readonly group: string;
  /** Key of the name in the catalogue of many alike, which are one row on the sheet until they are opened. */
  readonly family?: string;
  readonly context: KeyContext;
  /** Its keys, unless a person chose others. */
  readonly presses: readonly Press[];
  /** Its keys are the same for everybody: the way out must always be where it is expected. */
  readonly fixed?: boolean;
  /** May a held key repeat it. */
  readonly repeats?: boolean;
  readonly enabled?: () => boolean;
  readonly run: () => void;
}

/** A command as the table of a screen has it; `more` is what is not as usual. */
export type CommandRow = readonly [id: string, presses: readonly Press[], run: () => void, more?: Partial<Command>];

/** A held key goes on and on. */
export const REPEATS: Partial<Command> = { repeats: true };
/** The way out. */
export const FIXED: Partial<Command> = { fixed: true };

/** The commands of a screen by groups. Names and headings stand in the catalogue below the name of the screen. */
export function commandsIn(screen: string, groups: Readonly<Record<string, readonly CommandRow[]>>): Command[] {
  return Object.entries(groups).flatMap(([group, rows]) =>
    rows.map(([id, presses, run, more]) => ({
      ...{ id, name: `${screen}.command.${id}`, group: `${screen}.group.${group}`, context: "screen", presses, run },
      ...more,
    })),
  );
}
