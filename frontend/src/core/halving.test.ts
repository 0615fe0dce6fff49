import { expect, it } from "vitest";
import { firstPlace } from "./halving";

it("finds what looking at every place finds, and looks at few", () => {
  for (let length = 0; length <= 40; length += 1) {
    for (let first = 0; first <= length; first += 1) {
      let looks = 0;
      const found = firstPlace(length, (index) => {
        looks += 1;
        expect(index).toBeLessThan(length);
        return index >= first;
      });
      expect(found).toBe(first);
      expect(looks).toBeLessThanOrEqual(Math.ceil(Math.log2(length + 1)));
    }
  }
});
