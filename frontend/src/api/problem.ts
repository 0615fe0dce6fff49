import { refusalSaid, t } from "../i18n";

/** What the server (or the network) said instead of an answer. `status` 0 means that no server answered. */
export class ApiProblem extends Error {
  readonly status: number;
  /** Stable machine-readable name of the problem, such as `stale_version`. */
  readonly code: string;
  readonly title: string;
  /** A sentence for people: what happened, what is safe, what to do. */
  readonly detail: string;
  /** Sentences by field of the body, for the form to show in place. */
  readonly fields: Readonly<Record<string, string>>;
  /** Everything else that the problem document carries. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(parts: ProblemParts) {
    super(parts.detail);
    this.name = "ApiProblem";
    this.status = parts.status;
    this.code = parts.code;
    this.title = parts.title;
    this.detail = parts.detail;
    this.fields = parts.fields ?? {};
    this.extra = parts.extra ?? {};
  }
}

interface ProblemParts {
  status: number;
  code: string;
  title: string;
  detail: string;
  fields?: Readonly<Record<string, string>>;
  extra?: Readonly<Record<string, unknown>>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** One sentence per field; the server may give a sentence, a list of them, or an object per nested field. */
function sentence(value: unknown): string {
  if (Array.isArray(value)) return value.map(sentence).join(" ");
  if (isObject(value)) return Object.values(value).map(sentence).join(" ");
  return String(value);
}

/** Read a problem+json body; a body of any other shape still gives a usable sentence. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const { title, code, detail, fields, status: _status, type: _type, ...extra } = isObject(body) ? body : {};
  const byField = isObject(fields)
    ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, sentence(value)]))
    : {};
  const name = text(code, `http_${status}`);
  return new ApiProblem({
    status,
    code: name,
    title: text(title, t("problem.title")),
    detail: refusalSaid(name) ?? text(detail, t("problem.http", { status })),
    fields: byField,
    extra,
  });
}

export function sessionEnded(): ApiProblem {
  return new ApiProblem({
    status: 401,
    code: "session_ended",
    title: t("signin.expired"),
    detail: t("problem.sessionEnded"),
  });
}

export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "unreachable",
    title: t("problem.unreachable.title"),
    detail: t("problem.unreachable"),
  });
}

/** The sentence to show for anything thrown. A thing that is no ApiProblem is a bug and is thrown on. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  throw thrown;
}

/**
 * What to show at the field `name`. Where the refusal is about this field alone, its whole sentence says more than
 * the field's short note ("In use."), unless it only repeats the note or the note is the longer of the two.
 */
export function sentenceAt(problem: ApiProblem | undefined, name: string): string | undefined {
  const note = problem?.fields[name];
  if (problem === undefined || note === undefined) return undefined;
  const alone = Object.keys(problem.fields).length === 1;
  return alone && !problem.detail.includes(note) && problem.detail.length > note.length ? problem.detail : note;
}
