import type { units as english } from "../en/units";
import { translation } from "../messages";

/** Величины по-русски; перед единицей стоит неразрывный пробел. */
export const units = translation<typeof english, "one" | "few" | "many" | "other">()({
  share: "{share} %",
  "size.B": "{size} Б",
  "size.kB": "{size} кБ",
  "size.MB": "{size} МБ",
  "size.GB": "{size} ГБ",
  "size.TB": "{size} ТБ",
});
