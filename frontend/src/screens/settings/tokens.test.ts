import { expect, it } from "vitest";
import type { Token } from "../../api/types";
import { endOf, tokenState } from "./tokens";

const now = new Date("2026-02-27T12:00:00Z");

function token(parts: Partial<Token>): Token {
  return { expires_at: "2026-03-01T00:00:00Z", revoked_at: null, ...parts } as Token;
}

it("counts days across the end of a month", () => {
  expect(endOf(30, now)).toBe("2026-03-29T12:00:00.000Z");
});

it("says revoked before expired, and expired at the very moment", () => {
  expect(tokenState(token({}), now)).toBe("active");
  expect(tokenState(token({ expires_at: "2026-02-27T12:00:00Z" }), now)).toBe("expired");
  expect(tokenState(token({ expires_at: "2020-01-01T00:00:00Z", revoked_at: "2019-01-01T00:00:00Z" }), now)).toBe(
    "revoked",
  );
});
