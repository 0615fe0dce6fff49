import { beforeEach, describe, expect, it } from "vitest";
import { isForScreen, isTyping, moveFocus } from "./keys";

let list: HTMLElement;

function press(target: Element, code: string, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  document.body.innerHTML = `<div id="list"><button>a</button><button>b</button></div><input /><dialog><button>in</button></dialog>`;
  list = document.getElementById("list") as HTMLElement;
});

describe("isTyping", () => {
  it("is true while an input method puts a letter together, however it says so", () => {
    expect(isTyping(press(document.body, "Space", { isComposing: true }))).toBe(true);
    expect(isTyping(press(document.body, "Space", { keyCode: 229 }))).toBe(true);
  });

  it("is true in fields and dialogs, and while a modifier is held", () => {
    expect(isTyping(press(document.querySelector("input") as Element, "Slash"))).toBe(true);
    expect(isTyping(press(document.querySelector("dialog button") as Element, "KeyA"))).toBe(true);
    expect(isTyping(press(document.body, "KeyA", { ctrlKey: true }))).toBe(true);
    expect(isTyping(press(document.body, "KeyA"))).toBe(false);
  });
});

describe("isForScreen", () => {
  const pressed = (selector: string, code: string, init: KeyboardEventInit = {}) =>
    isForScreen(press(document.querySelector(selector) as Element, code, init));

  it("is false where the key is written, and in what is open over the page", () => {
    expect(pressed("input", "KeyA")).toBe(false);
    expect(pressed("dialog button", "KeyA")).toBe(false);
    document.body.innerHTML = `<p popover>x</p><p id="live" popover data-keys="live">y</p>`;
    expect(pressed("[popover]", "KeyA")).toBe(false);
    expect(pressed("#live", "KeyA")).toBe(true);
  });

  it("leaves a button its Space and Enter, and a slider what turns it", () => {
    document.body.innerHTML = `<button>a</button><input type="range" />`;
    expect(["Space", "Enter", "KeyA", "ArrowUp"].map((code) => pressed("button", code))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(["ArrowUp", "Home", "Space"].map((code) => pressed("[type=range]", code))).toEqual([false, false, true]);
  });

  it("is true with modifiers, and false once somebody has taken the key", () => {
    expect(pressed("body", "KeyA", { ctrlKey: true, altKey: true })).toBe(true);
    document.body.addEventListener("keydown", (event) => event.preventDefault(), { once: true });
    expect(pressed("body", "KeyA")).toBe(false);
  });
});

describe("moveFocus", () => {
  it("goes down and up and stops at the ends", () => {
    const [a, b] = list.querySelectorAll("button");
    moveFocus(press(document.body, "ArrowDown"), list, "button");
    expect(document.activeElement).toBe(a);
    moveFocus(press(a as Element, "ArrowDown"), list, "button");
    expect(document.activeElement).toBe(b);
    moveFocus(press(b as Element, "ArrowDown"), list, "button");
    expect(document.activeElement).toBe(b);
    moveFocus(press(b as Element, "ArrowUp"), list, "button");
    expect(document.activeElement).toBe(a);
  });
});
