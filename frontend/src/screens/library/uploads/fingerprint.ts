/** What a file is known by when it is chosen again: what it is called, how large and how old it is, and its two ends. */

const END_BYTES = 64 * 1024;

/** The parts of a File that count, so that tests need no real one. */
export interface Fingerprinted {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  slice(start: number, end: number): Blob;
}

/**
 * The SHA-256 in hexadecimal. Name and size alone would not do: a camera that splits its files at 4 GB gives two cards
 * of it the same names and sizes, and one upload the bytes of both.
 */
export async function fingerprint(projectId: string, file: Fingerprinted): Promise<string> {
  const facts = JSON.stringify([projectId, file.name, file.size, file.lastModified]);
  const ends = [file.slice(0, END_BYTES), file.slice(Math.max(0, file.size - END_BYTES), file.size)];
  const bytes = await new Blob([facts, ...ends]).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
