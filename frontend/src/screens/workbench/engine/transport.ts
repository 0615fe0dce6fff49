import { ApiProblem, api, type CallOptions } from "../../../api/client";
import { SESSION } from "../../../api/paths";
import type * as Api from "../../../api/types";
import type { Documents, Kind } from "../../../core/model";
import { NoAnswer, type Op, type Reply, type Transport } from "../../../core/ops";
import { bodyFrom, lineFrom, noiseFrom, segmentFrom } from "./wire";

const PLACES = { segment: "segments", line: "lines", noise: "noise" } as const satisfies Record<Kind, string>;

const read: { [K in Kind]: (raw: never) => Documents[K] } = {
  segment: (raw: Api.Segment) => segmentFrom(raw),
  line: (raw: Api.Line) => lineFrom(raw),
  noise: (raw: Api.Noise) => noiseFrom(raw),
};

/** How long an answer may take, in milliseconds. What got none is sent again, which does no harm. */
export const PATIENCE_MS = 15_000;

/** Carries one member's requests from the outbox to the API of one footage, whoever is signed in by then. */
export class ApiTransport implements Transport {
  readonly #footage: string;
  readonly #asMember: Pick<CallOptions, "as" | "patience">;

  constructor(footage: string, member: string) {
    this.#footage = footage;
    this.#asMember = { as: member, patience: PATIENCE_MS };
  }

  async send(op: Op, version: number, keepalive: boolean): Promise<Reply> {
    try {
      const answer = await this.#call(op, version, keepalive);
      const raw = op.type === "revise" ? (answer as { line: Api.Line }).line : answer;
      const object = raw ? read[op.kind](raw as never) : await this.#afterwards(op);
      return { status: 200, object, problem: null };
    } catch (error) {
      if (isOldToken(error)) await this.#renewToken();
      return replyTo(error);
    }
  }

  async current(kind: Kind, id: string): Promise<Documents[Kind] | null> {
    try {
      return read[kind]((await api.get(`/${PLACES[kind]}/${id}/`, this.#asMember)) as never);
    } catch (error) {
      const { status, problem } = replyTo(error);
      if (status === 404) return null;
      throw new NoAnswer(String(problem?.detail ?? status));
    }
  }

  #call(op: Op, version: number, keepalive: boolean): Promise<unknown> {
    const place = `/${PLACES[op.kind]}/${op.id}/`;
    const body = bodyFrom(op.fields);
    const options = { ...this.#asMember, keepalive };
    switch (op.type) {
      case "create":
        return api.put(place, { ...options, body: { footage: this.#footage, ...body }, ifNoneMatch: true });
      case "update":
        if (op.kind === "noise" && isVerdict(op.fields)) {
          const verdict = op.fields.state === "confirmed" ? "confirm" : "reject";
          return api.post(`${place}${verdict}/`, { ...options, ifMatch: version });
        }
        return api.patch(place, { ...options, body, ifMatch: version });
      case "delete":
        return api.delete(place, { ...options, ifMatch: version });
      case "restore":
        return api.post(`${place}restore/`, options);
      case "revise":
        return api.post(`${place}revisions/`, {
          ...options,
          body: { text: op.fields.translation, reason: op.fields.reason },
          ifMatch: version,
        });
    }
  }

  /** With the session comes the cookie that a write must echo. */
  async #renewToken(): Promise<void> {
    await api.get(SESSION, this.#asMember).catch(() => {});
  }

  /** The object after a request whose answer does not carry it. */
  async #afterwards(op: Op): Promise<Documents[Kind] | null> {
    return op.type === "delete" ? null : this.current(op.kind, op.id);
  }
}

/** A verdict on a suggestion changes nothing but the state; taking it back is an edit like any other. */
const isVerdict = (fields: Op["fields"]): boolean =>
  Object.keys(fields).join() === "state" && fields.state !== "suggested";

/** The cookie that a write must echo is gone or was replaced: nothing was looked at, and it can be sent again. */
const isOldToken = (error: unknown): boolean => error instanceof ApiProblem && error.code === "csrf_refused";

function replyTo(error: unknown): Reply {
  if (!(error instanceof ApiProblem)) throw error;
  if (error.status === 0 || isOldToken(error)) throw new NoAnswer(error.detail);
  const { status, code, title, detail, fields, extra } = error;
  return { status, object: null, problem: { ...extra, code, title, detail, fields } };
}
