import type { DetailedError, UploadOptions } from "tus-js-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import type { Upload } from "../../../api/types";
import { fingerprint } from "./fingerprint";
import { Pace } from "./pace";
import { Places } from "./places";
import { Uploads } from "./queue.svelte";
import { Transfer } from "./transfer.svelte";

const ID = "0190f0d0-0000-7000-8000-000000000001";

function file(name = "강변 1.mp4", content = "film", lastModified = 7): File {
  return new File([content], name, { lastModified });
}

describe("what a file is known by", () => {
  it("is the same for the same file, and another for another project, name, time or content", async () => {
    const same = await fingerprint("p", file());
    expect(same).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprint("p", file())).toBe(same);
    const others = [file("강변 2.mp4"), file("강변 1.mp4", "filn"), file("강변 1.mp4", "film", 8)];
    for (const other of others) expect(await fingerprint("p", other)).not.toBe(same);
    expect(await fingerprint("q", file())).not.toBe(same);
  });
});

describe("what is kept in the browser", () => {
  beforeEach(() => localStorage.clear());

  it("names neither the file nor the project", async () => {
    new Places().keep(await fingerprint("two-towns", file("Mrs Kim at home.mp4")), ID);
    const kept = JSON.stringify(Object.entries(localStorage));
    expect(kept).toContain(ID);
    expect(kept).not.toMatch(/Kim|towns|mp4|size/);
  });

  it("is found again, forgotten by id, and tidied up after eight days", () => {
    let now = 0;
    const places = new Places(localStorage, () => now);
    places.keep("a", "1");
    now = 5 * 24 * 3600 * 1000;
    places.keep("b", "2");
    localStorage.setItem("annotator:upload:c", "{not json");
    localStorage.setItem("another", "thing");
    expect([places.find("a"), places.find("b"), places.find("c")]).toEqual(["1", "2", undefined]);
    now = 9 * 24 * 3600 * 1000;
    places.tidy();
    expect([places.find("a"), places.find("b"), localStorage.length]).toEqual([undefined, "2", 2]);
    places.forget("2");
    expect([places.find("b"), localStorage.getItem("another")]).toEqual([undefined, "thing"]);
  });
});

describe("the pace", () => {
  it("says nothing before it has seen enough, then what went in the last seconds", () => {
    const pace = new Pace();
    pace.note(0, 0);
    pace.note(2000, 2_000_000);
    expect([pace.rate(2000), pace.remaining(2000, 1)]).toEqual([undefined, undefined]);
    pace.note(4000, 4_000_000);
    expect([pace.rate(4000), pace.remaining(4000, 10_000_001)]).toEqual([1_000_000, 11]);
  });

  it("falls while nothing goes, and forgets what is long past", () => {
    const pace = new Pace();
    for (let second = 0; second <= 60; second++) pace.note(second * 1000, second <= 30 ? second * 1000 : 30_000);
    expect(pace.rate(60_000)).toBe(0);
    expect(pace.remaining(60_000, 5)).toBeUndefined();
  });

  it("begins anew when the server turns out to have less", () => {
    const pace = new Pace();
    pace.note(0, 5000);
    pace.note(5000, 10_000);
    pace.note(6000, 2000);
    expect(pace.rate(6000)).toBeUndefined();
  });
});

/** A sender that a test moves by hand. */
class Sender {
  starts = 0;
  aborts = 0;
  url: string | null;
  constructor(readonly options: UploadOptions) {
    this.url = options.uploadUrl ?? null;
  }
  start(): void {
    this.starts++;
  }
  async abort(): Promise<void> {
    this.aborts++;
  }
  placed(): void {
    this.url = `http://localhost/api/v1/uploads/${ID}/`;
    this.options.onUploadUrlAvailable?.();
  }
  refuse(status: number, body = ""): void {
    const originalResponse = status ? { getStatus: () => status, getBody: () => body } : null;
    this.options.onError?.(Object.assign(new Error("refused"), { originalResponse }) as DetailedError);
  }
}

describe("a transfer", () => {
  let senders: Sender[];
  let places: Places;
  const made = (source: File | Upload = file()) =>
    new Transfer("p", source, places, (_file, options) => {
      const sender = new Sender(options);
      senders.push(sender);
      return sender;
    });
  async function started(source?: File | Upload): Promise<[Transfer, Sender]> {
    const transfer = made(source);
    await transfer.start();
    return [transfer, senders.at(-1) as Sender];
  }

  beforeEach(() => {
    localStorage.clear();
    senders = [];
    places = new Places();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("keeps where it is, and goes on there after the tab was closed", async () => {
    const [first, sender] = await started();
    expect([sender.options.uploadUrl, sender.options.chunkSize]).toEqual([null, 8 * 1024 * 1024]);
    sender.placed();
    expect([first.id, sender.options.endpoint]).toEqual([ID, null]);
    const [, again] = await started();
    expect(again.options.uploadUrl).toBe(`/api/v1/uploads/${ID}/`);
    expect(again.options.endpoint).toBeNull();
  });

  it("begins once, however often it is paused before its fingerprint is there", async () => {
    const transfer = made();
    const first = transfer.start();
    transfer.pause();
    const second = transfer.start();
    await Promise.all([first, second]);
    expect(senders.map((one) => one.starts)).toEqual([1]);
  });

  it("waits for a server that does not answer and goes on by itself", async () => {
    const [transfer, sender] = await started();
    for (const status of [502, 503]) {
      sender.refuse(status);
      expect([transfer.state, transfer.problem?.status]).toEqual(["away", 0]);
      await vi.advanceTimersByTimeAsync(5000);
      expect(transfer.state).toBe("sending");
    }
    sender.refuse(0);
    await vi.waitUntil(() => transfer.state === "away");
    expect(sender.starts).toBe(3);
  });

  it("says so when the file cannot be read any more", async () => {
    const gone = file();
    const [transfer, sender] = await started(gone);
    vi.spyOn(gone, "slice").mockImplementation(() => {
      throw new DOMException("gone", "NotReadableError");
    });
    sender.refuse(0);
    await vi.waitUntil(() => transfer.state === "failed");
    expect(transfer.problem?.detail).toMatch(/cannot be read/);
  });

  it("reads the file that was chosen again, not the one of before", async () => {
    const [transfer, sender] = await started();
    sender.placed();
    sender.refuse(507);
    transfer.giveFile(file());
    expect(transfer.state).toBe("queued");
    await transfer.start();
    expect(senders).toHaveLength(2);
    expect(senders[1]?.options.uploadUrl).toBe(`/api/v1/uploads/${ID}/`);
  });

  it("shows the server's sentence for what does not pass by itself", async () => {
    const [transfer, sender] = await started();
    sender.refuse(507, JSON.stringify({ status: 507, code: "no_room", detail: "The disk is full." }));
    expect([transfer.state, transfer.problem?.detail]).toEqual(["failed", "The disk is full."]);
    const retries = [0, 409, 423, 500, 503, 507, 404, 413].map((status) =>
      sender.options.onShouldRetry?.({ originalResponse: { getStatus: () => status } } as DetailedError, 0, {}),
    );
    expect(retries).toEqual([true, true, true, true, true, false, false, false]);
  });

  it("begins anew when the server has forgotten it", async () => {
    const [transfer, sender] = await started();
    sender.placed();
    sender.refuse(404);
    expect([transfer.state, transfer.id, localStorage.length]).toEqual(["queued", undefined, 0]);
    await transfer.start();
    expect(senders.at(-1)?.options.uploadUrl).toBeNull();
  });

  it("is one of the server's that waits for its file", async () => {
    const upload = { id: ID, name: "a.mp4", size: 10, offset: 4, progress: 0, error: null } as Upload;
    const transfer = made({ ...upload, state: "receiving" });
    expect([transfer.state, transfer.sent, transfer.title]).toEqual(["stopped", 4, "a"]);
    await transfer.start();
    expect(senders).toEqual([]);
    transfer.giveFile(file("a.mp4"));
    await transfer.start();
    expect(senders[0]?.options.uploadUrl).toBe(`/api/v1/uploads/${ID}/`);
    expect(made({ ...upload, offset: 10, state: "ready" }).state).toBe("ready");
  });
});

describe("the queue", () => {
  it("takes the same file once, and another of the same name beside it", async () => {
    localStorage.clear();
    vi.stubGlobal("XMLHttpRequest", class {});
    const uploads = new Uploads("p");
    vi.spyOn(Transfer.prototype, "start").mockResolvedValue();
    await uploads.add([file(), file(), file("강변 1.mp4", "another")]);
    expect(uploads.transfers.map((one) => one.name)).toEqual(["강변 1.mp4", "강변 1.mp4"]);
    uploads.close();
    vi.unstubAllGlobals();
  });

  it("shows an upload that it is just beginning once, and others of that size when that is known", async () => {
    localStorage.clear();
    const upload = { name: "강변 1.mp4", size: 4, offset: 0, state: "receiving", progress: 0, expires_at: "" };
    const other = "0190f0d0-0000-7000-8000-000000000002";
    // The server has made it already, and its answer to the POST is still on the way.
    vi.spyOn(api, "get").mockResolvedValue({
      results: [
        { ...upload, id: ID },
        { ...upload, id: other },
      ],
    });
    vi.spyOn(Transfer.prototype, "start").mockImplementation(async function (this: Transfer) {
      this.state = "sending";
    });
    const uploads = new Uploads("p");
    await uploads.add([file()]);
    await uploads.refresh();
    expect(uploads.transfers.map((one) => one.id)).toEqual([undefined]);

    const [begun] = uploads.transfers as [Transfer];
    begun.id = ID;
    begun.onplaced();
    await vi.waitUntil(() => uploads.transfers.length > 1);
    expect(uploads.transfers.map((one) => one.id)).toEqual([ID, other]);
    uploads.close();
    vi.restoreAllMocks();
  });

  it("shows what cannot be read, and goes on with the rest", async () => {
    localStorage.clear();
    const uploads = new Uploads("p");
    const folder = file("a folder");
    vi.spyOn(folder, "slice").mockImplementation(() => {
      throw new DOMException("a folder", "NotReadableError");
    });
    vi.spyOn(Transfer.prototype, "start").mockResolvedValue();
    await uploads.add([folder, file()]);
    expect(uploads.transfers.map((one) => one.name)).toEqual(["a folder", "강변 1.mp4"]);
    uploads.close();
  });
});
