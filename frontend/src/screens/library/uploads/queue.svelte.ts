/** The uploads of a project: they go on while the person is on another screen, as long as the page is open. */
import { api, session } from "../../../api/client";
import type { Upload, UploadList } from "../../../api/types";
import { fingerprint } from "./fingerprint";
import { Places } from "./places";
import { Transfer, type TransferState } from "./transfer.svelte";

/** More at once would only share the same line and the same disk. */
const AT_ONCE = 2;
const BUSY: ReadonlySet<TransferState> = new Set(["sending", "away"]);
const ON_THE_WAY: ReadonlySet<TransferState> = new Set(["queued", "sending", "away", "checking"]);

export class Uploads {
  transfers = $state.raw<readonly Transfer[]>([]);
  readonly #projectId: string;
  readonly #places: Places;
  readonly #prints = new WeakMap<Transfer, string>();
  #leftOut = false;

  constructor(projectId: string, places: Places = new Places()) {
    this.#projectId = projectId;
    this.#places = places;
    places.tidy();
  }

  get ready(): readonly Transfer[] {
    return this.transfers.filter((one) => one.state === "ready");
  }

  get onTheWay(): readonly Transfer[] {
    return this.transfers.filter((one) => ON_THE_WAY.has(one.state));
  }

  /**
   * Take in what the server has from earlier, that nobody has made a recording of. What may be a transfer that has just
   * begun and has not heard yet which upload it is, is left out until it has.
   */
  async refresh(): Promise<void> {
    const { results } = await api.get<UploadList>(`/projects/${this.#projectId}/uploads/`);
    const known = new Set(this.transfers.map((one) => one.id));
    const begun = new Set(this.transfers.filter((one) => one.id === undefined && BUSY.has(one.state)).map(sizeOf));
    const unknown = results.filter((one) => !known.has(one.id));
    const earlier = unknown.filter((one) => !begun.has(one.size));
    this.#leftOut = earlier.length < unknown.length;
    this.#append(earlier.map((one) => this.#transfer(one)));
  }

  /** One has heard which upload it is; whatever else was left out for it may be shown. */
  #placed(): void {
    if (this.#leftOut) this.refresh().catch(() => undefined); // what was left out is taken in at the next opening, then
  }

  /** Begin with these files; one that had been begun goes on, whichever way it was chosen. */
  async add(files: readonly File[]): Promise<void> {
    for (const file of files) {
      // What cannot be read, such as a folder that was dropped, says so in its row; the others go on.
      this.#take(file, await fingerprint(this.#projectId, file).catch(() => undefined));
    }
    this.#next();
  }

  #take(file: File, print: string | undefined): void {
    const begun = print && this.#places.find(print);
    const there = this.transfers.find(
      (one) => print && (this.#prints.get(one) === print || (begun && one.id === begun)),
    );
    const transfer = there ?? this.#transfer(file);
    if (print) this.#prints.set(transfer, print);
    if (there) there.giveFile(file);
    else this.#append([transfer]);
  }

  /** Stop it, and delete what the server has of it. */
  async discard(transfer: Transfer): Promise<void> {
    await transfer.discard();
    this.#drop(transfer);
  }

  /** It became a recording. */
  registered(transfer: Transfer): void {
    transfer.registered();
    this.#drop(transfer);
  }

  /** Let go of all; the server keeps what it has. */
  close(): void {
    for (const one of this.transfers) one.close();
    this.transfers = [];
  }

  /** Go on at once with what waits for the network, or for a session that was renewed. */
  wake(): void {
    for (const one of this.transfers) if (one.state === "away" || (one.state === "paused" && one.problem)) one.queue();
    this.#next();
  }

  #transfer(source: File | Upload): Transfer {
    const made = new Transfer(this.#projectId, source, this.#places);
    made.onchange = () => this.#next();
    made.onplaced = () => this.#placed();
    return made;
  }

  #append(made: readonly Transfer[]): void {
    if (made.length > 0) this.transfers = [...this.transfers, ...made];
  }

  #drop(transfer: Transfer): void {
    this.transfers = this.transfers.filter((one) => one !== transfer);
    this.#next();
  }

  #next(): void {
    const places = AT_ONCE - this.transfers.filter((one) => BUSY.has(one.state)).length;
    const waiting = this.transfers.filter((one) => one.state === "queued").slice(0, Math.max(0, places));
    for (const one of waiting) void one.start();
  }
}

const sizeOf = (one: Transfer): number => one.size;

const byProject = new Map<string, Uploads>();

/** The uploads of a project, which outlive the screen that shows them. */
export function uploadsOf(projectId: string): Uploads {
  const found = byProject.get(projectId) ?? new Uploads(projectId);
  byProject.set(projectId, found);
  return found;
}

session.subscribe((now) => {
  if (now.state === "in") for (const one of byProject.values()) one.wake();
  if (now.state !== "out") return;
  for (const one of byProject.values()) one.close();
  byProject.clear();
});
addEventListener("online", () => {
  for (const one of byProject.values()) one.wake();
});
