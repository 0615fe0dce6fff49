import { type ReadonlySignal, signal } from "@preact/signals-core";

/** What the API of keyboard layouts offers, where a browser has it. */
interface LayoutKeyboard {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

const found = signal<ReadonlyMap<string, string>>(new Map());
let asked = false;

/** What is printed on each physical key of the person's layout, by `event.code`; empty where the browser does not tell. */
export function printedKeys(): ReadonlySignal<ReadonlyMap<string, string>> {
  const { keyboard } = navigator as Navigator & { keyboard?: LayoutKeyboard };
  if (keyboard && !asked) {
    asked = true;
    void keyboard.getLayoutMap().then(
      (map) => (found.value = map),
      () => {},
    );
  }
  return found;
}

/** What the person's own layout prints on the key of a press, where that is another character than the Latin one. */
export function otherPrint(press: string, printed: ReadonlyMap<string, string>): string {
  const code = press.split("+").at(-1) ?? "";
  const own = printed.get(code)?.toUpperCase() ?? "";
  return /^(Key|Digit)/.test(code) && own !== code.replace(/^(Key|Digit)/, "") ? own : "";
}
