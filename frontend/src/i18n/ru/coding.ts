import type { coding as english } from "../en/coding";
import { translation } from "../messages";

/** Что говорят клавиши кодировщика о фрагменте, который сейчас размечается. */
export const coding = translation<typeof english, "one" | "few" | "many" | "other">()({
  "coding.next": "С {start}: новый фрагмент",
  "coding.memoWhileMarking": "Фрагмент ещё размечается. Завершите его клавишей {out}, тогда можно написать заметку.",
  "coding.toTheEnd": "Идёт до конца записи; её последний кадр входит.",
  "coding.again": "Повторить",
  "coding.withoutRetired": "Без отключённых кодов",
  "coding.goneMeanwhile": "Того, к чему это относилось, здесь больше нет, поэтому повторить нельзя.",
  "coding.save.held": {
    one: "{count} задержан шумом, только в этой вкладке",
    few: "{count} задержаны шумом, только в этой вкладке",
    many: "{count} задержаны шумом, только в этой вкладке",
    other: "{count} задержано шумом, только в этой вкладке",
  },
});
