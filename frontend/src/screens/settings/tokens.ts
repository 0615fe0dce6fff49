/** When a new API token may end, and what becomes of one. */
import type { Token } from "../../api/types";

/** Days that a token may last, as offered. */
export const LIFETIMES = [30, 90, 365] as const;
export type Lifetime = (typeof LIFETIMES)[number];

const DAY_MS = 24 * 3600 * 1000;

/** The end of a token that is made `now` and lasts `days`, as the API takes it. */
export function endOf(days: Lifetime, now: Date): string {
  return new Date(now.getTime() + days * DAY_MS).toISOString();
}

export type TokenState = "active" | "revoked" | "expired";

export function tokenState(token: Token, now: Date): TokenState {
  if (token.revoked_at !== null) return "revoked";
  return new Date(token.expires_at) <= now ? "expired" : "active";
}
