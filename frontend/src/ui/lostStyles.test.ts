import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fetchLostStylesAgain } from "./lostStyles";

const links = () => [...document.querySelectorAll("link")];

function add(rel: string): HTMLLinkElement {
  const link = document.createElement("link");
  Object.assign(link, { rel });
  link.dataset.name = "part";
  document.body.append(link);
  return link;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

it("asks for a lost sheet again, as often as it is lost, and for nothing else", () => {
  fetchLostStylesAgain();
  const [sheet, other] = [add("stylesheet"), add("modulepreload")];
  other.dispatchEvent(new Event("error"));
  sheet.dispatchEvent(new Event("error"));
  expect(links()).toEqual([sheet, other]);
  vi.advanceTimersByTime(2000);
  const [second] = links();
  expect(second).not.toBe(sheet);
  expect(second?.outerHTML).toBe(sheet.outerHTML);
  second?.dispatchEvent(new Event("error"));
  vi.advanceTimersByTime(2000);
  expect(links()[0]).not.toBe(second);
  expect(links()[1]).toBe(other);
});
