/** Folders and files of a volume, as pure data. Paths are relative to the volume and separated by "/". */
import type { VolumeEntry } from "../../api/types";
import { byName } from "../../i18n/format";

export interface Folder {
  name: string;
  path: string;
}

/** The folders from the volume's root down to `path`, itself included. */
export function foldersAbove(path: string): Folder[] {
  const names = path.split("/").filter((name) => name !== "");
  return names.map((name, depth) => ({ name, path: names.slice(0, depth + 1).join("/") }));
}

/** Folders before files, each by name, with numbers counted as numbers. */
export function inOrder(entries: readonly VolumeEntry[]): VolumeEntry[] {
  const kind = (entry: VolumeEntry) => (entry.type === "folder" ? 0 : 1);
  return [...entries].sort((a, b) => kind(a) - kind(b) || byName(a.name, b.name));
}
