/** One file on its way to the server, or one that is there and waits for its details. */
import { type DetailedError, Upload as Tus, type UploadOptions } from "tus-js-client";
import { address } from "../../../api/address";
import { type ApiProblem, api, csrfToken, session } from "../../../api/client";
import { asProblem, problemFrom, sessionEnded, unreachable } from "../../../api/problem";
import type { Upload } from "../../../api/types";
import { t } from "../../../i18n";
import { Submission } from "../../../ui/submission.svelte";
import { titleFromFile } from "../rows";
import { fingerprint } from "./fingerprint";
import { Pace } from "./pace";
import type { Places } from "./places";

/**
 * queued → sending → checking → ready; `paused` by the person, `away` while no server answers, `stopped`: its file was
 * closed with the tab and is to be chosen again, `failed`: `problem` says why.
 */
export type TransferState = "queued" | "sending" | "paused" | "away" | "stopped" | "checking" | "ready" | "failed";

/** What the server takes at once. */
export const PIECE_BYTES = 8 * 1024 * 1024;
const RETRY_MS = [0, 500, 1500, 3000];
const AWAY_MS = 5000;
const CHECK_MS = 1000;
/** How often the pace is told while nothing goes: it falls, instead of promising the same end for ever. */
const PACE_MS = 1000;
const DISK_FULL = 507;
const LOCKED_ATTEMPTS = 10;
const LOCKED_MS = 300;

type Sender = Pick<Tus, "start" | "abort" | "url" | "options">;
type Begin = (file: File, options: UploadOptions) => Sender;
const beginWithTus: Begin = (file, options) => new Tus(file, options);

/** Whether trying again may help without anybody doing anything. */
function passes(status: number): boolean {
  return status === 0 || status === 409 || status === 423 || status === 460 || (status >= 500 && status !== DISK_FULL);
}

export class Transfer {
  readonly name: string;
  readonly size: number;
  title = $state("");
  state = $state<TransferState>("queued");
  /** Bytes that have been sent; those that the server has acknowledged, when nothing is under way. */
  sent = $state(0);
  /** Of the check, 0 to 1. */
  checked = $state(0);
  rate = $state<number>();
  remaining = $state<number>();
  problem = $state.raw<ApiProblem>();
  /** Until when the server keeps one that was found there. */
  expires = $state<string>();
  /** The upload's id on the server, once there is one. */
  id = $state<string>();
  readonly registering = new Submission();

  readonly #projectId: string;
  readonly #places: Places;
  readonly #begin: Begin;
  readonly #pace = new Pace();
  #file: File | undefined;
  #prepared: Promise<Sender> | undefined;
  #sender: Sender | undefined;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #ended = false;
  /** Called whenever the state changes, so that the next one in the queue may begin. */
  onchange: () => void = () => undefined;
  /** Called when the server has answered which upload it is. */
  onplaced: () => void = () => undefined;

  constructor(projectId: string, source: File | Upload, places: Places, begin: Begin = beginWithTus) {
    this.#projectId = projectId;
    this.#places = places;
    this.#begin = begin;
    this.name = source.name;
    this.size = source.size;
    this.title = titleFromFile(source.name);
    if (source instanceof File) this.#file = source;
    else this.take(source);
  }

  get hasFile(): boolean {
    return this.#file !== undefined;
  }

  /** Take over what the server says of the upload. */
  take(upload: Upload): void {
    this.id = upload.id;
    this.checked = upload.progress;
    this.expires = upload.expires_at;
    if (upload.state === "receiving") {
      this.sent = upload.offset;
      this.#become(this.#file ? "queued" : "stopped");
    } else {
      this.sent = upload.size;
      if (upload.state === "checking") this.#check();
      else this.#become("ready");
    }
  }

  /** Go on with this file, which was found to be the one. */
  giveFile(file: File): void {
    if (this.#file && this.state !== "failed") return;
    this.#file = file;
    // What was prepared reads the file of before, which may be gone with its card.
    this.#prepared = this.#sender = undefined;
    if (this.state === "stopped" || this.state === "failed") this.#become("queued");
  }

  /** Begin or go on. */
  async start(): Promise<void> {
    if (!this.#file || this.#ended || this.#isSending) return;
    this.problem = undefined;
    this.#become("sending");
    const turn = ++this.#turn; // pausing and going on while the fingerprint is taken must not begin twice
    try {
      this.#prepared ??= this.#sending(this.#file);
      this.#sender = await this.#prepared;
    } catch {
      this.#prepared = undefined;
      this.#fail(problemFrom(0, { detail: t("uploads.unreadable") }));
      return;
    }
    if (turn === this.#turn && this.#isSending && !this.#ended) this.#sender.start();
  }

  pause(): void {
    this.#become("paused");
    void this.#sender?.abort();
  }

  /** Have it go on when its turn comes. */
  queue(): void {
    if (this.#file) this.#become("queued");
  }

  /** Stop it and delete what the server has of it. */
  async discard(): Promise<void> {
    this.pause();
    if (this.id !== undefined) {
      await deleted(this.id);
      this.#places.forget(this.id);
    }
    this.close();
  }

  /** A recording was made of it. */
  registered(): void {
    if (this.id !== undefined) this.#places.forget(this.id);
    this.close();
  }

  /** Let go of everything; the server keeps what it has. */
  close(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearInterval(this.#ticking);
    void this.#sender?.abort();
  }

  get #isSending(): boolean {
    return this.state === "sending";
  }

  async #sending(file: File): Promise<Sender> {
    const print = await fingerprint(this.#projectId, file);
    const known = this.id ?? this.#places.find(print);
    const sender = this.#begin(file, {
      // Either, or: with an endpoint the library would begin anew whenever an old upload does not answer for a moment,
      // and what has arrived would be lost.
      endpoint: known ? null : address(`/projects/${this.#projectId}/uploads/`),
      uploadUrl: known ? address(`/uploads/${known}/`) : null,
      metadata: { filename: file.name },
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_MS,
      storeFingerprintForResuming: false,
      // At each request: signing in again, in this tab or another, changes the token.
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
      onUploadUrlAvailable: () => this.#placed(print, sender),
      onShouldRetry: (error) => passes(error.originalResponse?.getStatus() ?? 0),
      onProgress: (bytes) => this.#progress(bytes),
      onSuccess: () => this.#check(),
      onError: (error) => this.#refused(error),
    });
    return sender;
  }

  #placed(print: string, sender: Sender): void {
    sender.options.endpoint = null;
    this.id = /([0-9a-f-]{36})\/?$/.exec(sender.url ?? "")?.[1];
    if (this.id !== undefined) this.#places.keep(print, this.id);
    this.onplaced();
  }

  #progress(bytes: number): void {
    const now = performance.now();
    this.#pace.note(now, bytes);
    this.sent = bytes;
    this.rate = this.#pace.rate(now);
    this.remaining = this.#pace.remaining(now, this.size - bytes);
  }

  #refused(error: Error | DetailedError): void {
    const response = "originalResponse" in error ? error.originalResponse : null;
    const status = response?.getStatus() ?? 0;
    if (status === 404 || status === 410) this.#beginAnew();
    else if (status === 401) this.#signedOut();
    else if (status === 0) void this.#unanswered();
    else if (passes(status)) this.#away();
    else this.#fail(problemFrom(status, parsed(response?.getBody() ?? "")));
  }

  /** The server has forgotten the upload: it had expired, or was discarded in another window. */
  #beginAnew(): void {
    if (this.id !== undefined) this.#places.forget(this.id);
    this.id = undefined;
    this.#prepared = this.#sender = undefined;
    this.sent = 0;
    this.#become("queued");
  }

  #signedOut(): void {
    const now = session.value;
    if (now.state === "in") session.value = { state: "expired", user: now.user };
    this.problem = sessionEnded();
    this.#become("paused");
  }

  /** No answer came: for want of a server, or because the file cannot be read any more and nothing was ever sent. */
  async #unanswered(): Promise<void> {
    try {
      await this.#file?.slice(0, 1).arrayBuffer();
    } catch {
      this.#fail(problemFrom(0, { detail: t("uploads.unreadable") }));
      return;
    }
    if (this.#isSending) this.#away();
  }

  #away(): void {
    this.problem = unreachable();
    this.#become("away");
    this.#timer = setTimeout(() => void this.start(), AWAY_MS);
  }

  #fail(problem: ApiProblem): void {
    this.problem = problem;
    this.#become("failed");
  }

  /** Follow the server's reading back of what it has received. */
  #check(): void {
    this.sent = this.size;
    this.#become("checking");
    void this.#look();
  }

  async #look(): Promise<void> {
    try {
      const now = await api.get<Upload>(`/uploads/${this.id}/`);
      if (this.#ended || this.state !== "checking") return;
      this.checked = now.progress;
      if (now.state === "ready") this.#become("ready");
      else if (now.error) this.#damaged(now);
    } catch {
      // Asked again below: the server may be restarting, and the check does not hang on this question.
    }
    if (!this.#ended && this.state === "checking") this.#timer = setTimeout(() => void this.#look(), CHECK_MS);
  }

  #damaged(now: Upload): void {
    this.sent = now.offset;
    this.#fail(problemFrom(0, { detail: now.error }));
  }

  #become(state: TransferState): void {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    clearInterval(this.#ticking);
    if (state === "sending") this.#ticking = setInterval(() => this.#progress(this.sent), PACE_MS);
    else {
      this.#pace.stop();
      this.rate = this.remaining = undefined;
    }
    this.state = state;
    this.onchange();
  }
}

/** Delete an upload. The last piece of one that was just stopped may still be in the server's hands for a moment. */
async function deleted(id: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await api.delete(`/uploads/${id}/`, { headers: { "Tus-Resumable": "1.0.0" } });
    } catch (thrown) {
      const { status } = asProblem(thrown);
      if (status === 404) return;
      if (status !== 423 || attempt === LOCKED_ATTEMPTS) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, LOCKED_MS));
    }
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
