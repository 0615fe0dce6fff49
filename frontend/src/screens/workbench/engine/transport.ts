import { ApiProblem, api } from "../../../api/client";
import type * as Api from "../../../api/types";
import type { Documents, Kind } from "../../../core/model";
import { NoAnswer, type Op, type Reply, type Transport } from "../../../core/outbox";
import { bodyFrom, lineFrom, noiseFrom, segmentFrom } from "./wire";

const PLACES = { segment: "segments", line: "lines", noise: "noise" } as const satisfies Record<Kind, string>;

const read: { [K in Kind]: (raw: never) => Documents[K] } = {
  segment: (raw: Api.Segment) => segmentFrom(raw),
  line: (raw: Api.Line) => lineFrom(raw),
  noise: (raw: Api.Noise) => noiseFrom(raw),
};

/** Carries the outbox's requests to the API of one footage. */
export class ApiTransport implements Transport {
  readonly #footage: string;

  constructor(footage: string) {
    this.#footage = footage;
  }

  async send(op: Op, version: number, keepalive: boolean): Promise<Reply> {
    try {
      const answer = await this.#call(op, version, keepalive);
      const raw = op.type === "revise" ? (answer as { line: Api.Line }).line : answer;
      const object = raw ? read[op.kind](raw as never) : await this.#afterwards(op);
      return { status: 200, object, problem: null };
    } catch (error) {
      return replyTo(error);
    }
  }

  async current(kind: Kind, id: string): Promise<Documents[Kind] | null> {
    try {
      return read[kind]((await api.get(`/${PLACES[kind]}/${id}/`)) as never);
    } catch (error) {
      const { status, problem } = replyTo(error);
      if (status === 404) return null;
      throw new NoAnswer(String(problem?.detail ?? status));
    }
  }

  #call(op: Op, version: number, keepalive: boolean): Promise<unknown> {
    const place = `/${PLACES[op.kind]}/${op.id}/`;
    const body = bodyFrom(op.fields);
    switch (op.type) {
      case "create":
        return api.put(place, { body: { footage: this.#footage, ...body }, ifNoneMatch: true, keepalive });
      case "update":
        if (op.kind === "noise" && isVerdict(op.fields)) {
          return api.post(`${place}${op.fields.state === "confirmed" ? "confirm" : "reject"}/`, {
            ifMatch: version,
            keepalive,
          });
        }
        return api.patch(place, { body, ifMatch: version, keepalive });
      case "delete":
        return api.delete(place, { ifMatch: version, keepalive });
      case "restore":
        return api.post(`${place}restore/`, { keepalive });
      case "revise":
        return api.post(`${place}revisions/`, {
          body: { text: op.fields.translation, reason: op.fields.reason },
          ifMatch: version,
          keepalive,
        });
    }
  }

  /** The object after a request whose answer does not carry it. */
  async #afterwards(op: Op): Promise<Documents[Kind] | null> {
    return op.type === "delete" ? null : this.current(op.kind, op.id);
  }
}

/** A verdict on a suggestion changes nothing but the state; taking it back is an edit like any other. */
const isVerdict = (fields: Op["fields"]): boolean =>
  Object.keys(fields).join() === "state" && fields.state !== "suggested";

function replyTo(error: unknown): Reply {
  if (!(error instanceof ApiProblem)) throw error;
  if (error.status === 0) throw new NoAnswer(error.detail);
  const { status, code, title, detail, fields, extra } = error;
  return { status, object: null, problem: { ...extra, code, title, detail, fields } };
}
