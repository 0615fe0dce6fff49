import type { units as english } from "../en/units";
import { translation } from "../messages";

/** Величины по-русски; перед единицей стоит неразрывный пробел. */
export const units = translation<typeof english, "one" | "few" | "many" | "other">()({
  share: "{share}\u00a0%",
  "unit.kilohertz": "{value}\u00a0кГц",
  "size.B": "{size}\u00a0Б",
  "size.kB": "{size}\u00a0кБ",
  "size.MB": "{size}\u00a0МБ",
  "size.GB": "{size}\u00a0ГБ",
  "size.TB": "{size}\u00a0ТБ",
});
