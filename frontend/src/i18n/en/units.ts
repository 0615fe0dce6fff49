/** English ways to write a quantity; the numbers come written in the way of the language. */
export const units = {
  share: "{share} %",
  "unit.kilohertz": "{value} kHz",
  "size.B": "{size} B",
  "size.kB": "{size} kB",
  "size.MB": "{size} MB",
  "size.GB": "{size} GB",
  "size.TB": "{size} TB",
} as const;
