import type { ApiProblem } from "../api/client";
import { asProblem, sentenceAt } from "../api/problem";

/** A form being sent: busy while under way, with the server's sentence when it refuses. */
export class Submission {
  busy = $state(false);
  problem = $state.raw<ApiProblem>();

  /** Run `work` unless one is under way already. True when it went through. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** The refusal, unless every field that it is about is one of `names`, which show it in place. */
  unplaced(...names: string[]): ApiProblem | undefined {
    const fields = Object.keys(this.problem?.fields ?? {});
    return fields.length > 0 && fields.every((name) => names.includes(name)) ? undefined : this.problem;
  }

  /** The server's sentence for one field of the form. */
  field(name: string): string | undefined {
    return sentenceAt(this.problem, name);
  }
}
