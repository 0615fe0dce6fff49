/** The manifest of thumbnail sheets: `columns` × `rows` tiles a sheet, one tile every `everyFrames` frames. */
export interface Sprites {
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
  readonly everyFrames: number;
  /** The sheets that are there; while a recording is being made they come one after the other. */
  readonly sheets: ReadonlySet<number>;
}

export interface Tile {
  readonly sheet: number;
  /** Pixels from the corner of the sheet. */
  readonly x: number;
  readonly y: number;
}

/** The tile whose picture is nearest before `frame`; null where there is no sheet (yet). */
export function tileAt(sprites: Sprites, frame: number): Tile | null {
  const index = Math.floor(frame / sprites.everyFrames);
  const perSheet = sprites.columns * sprites.rows;
  const sheet = Math.floor(index / perSheet);
  if (!sprites.sheets.has(sheet)) return null;
  const inSheet = index % perSheet;
  const column = inSheet % sprites.columns;
  const row = Math.floor(inSheet / sprites.columns);
  return { sheet, x: column * sprites.tileWidth, y: row * sprites.tileHeight };
}
