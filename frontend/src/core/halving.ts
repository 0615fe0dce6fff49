/**
 * The first of `length` places, in order, from which on `isThere` holds; `length` where it holds nowhere. Found by halving,
 * so it must not hold at one place and fail at a later one.
 */
export function firstPlace(length: number, isThere: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isThere(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
