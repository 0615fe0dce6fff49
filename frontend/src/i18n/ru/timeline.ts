import type { timeline as source } from "../en/timeline";
import { translation } from "../messages";

export const timeline = translation<typeof source, "one" | "few" | "many" | "other">()({
  "timeline.menu": "Меню сегмента",
  "timeline.overview.window": "Видимая часть записи",
  "timeline.overview.start": "Начало видимой части",
  "timeline.overview.end": "Конец видимой части",
  "timeline.splitter": "Граница между изображением и шкалой времени",
  "timeline.splitter.rows": {
    one: "{count} ряд дорожек",
    few: "{count} ряда дорожек",
    many: "{count} рядов дорожек",
    other: "{count} ряда дорожек",
  },
  "timeline.splitter.hint":
    "Перетащите или нажимайте стрелки вверх и вниз, чтобы дать дорожкам больше или меньше места; двойной щелчок вернёт обычный размер",
  "timeline.markIn": "Здесь открыта отметка; {out} закрывает её",

  "timeline.notice.notAllYours": {
    one: "{count} из выбранных фрагментов принадлежит другому человеку и остался как был.",
    few: "{count} из выбранных фрагментов принадлежат другим и остались как были.",
    many: "{count} из выбранных фрагментов принадлежат другим и остались как были.",
    other: "{count} из выбранных фрагментов принадлежат другим и остались как были.",
  },
  "timeline.notice.memoOne":
    "Заметка пишется к одному фрагменту, а выбрано несколько. Ничего не изменилось; сначала щёлкните один из них.",
  "timeline.notice.trimOne":
    "Подрезать можно один фрагмент, а выбрано несколько. Ничего не изменилось; сначала щёлкните один из них.",

  "timeline.many.count": {
    one: "{count} фрагмент",
    few: "{count} фрагмента",
    many: "{count} фрагментов",
    other: "{count} фрагмента",
  },
  "timeline.many.span": "Границы",
  "timeline.many.total": "всего {length}",
  "timeline.many.none": "Кодов нет",
  "timeline.many.all": "у всех",
  "timeline.many.some": "у {count}",
  "timeline.many.add": "Поставить «{name}» всем",
  "timeline.many.remove": "Снять «{name}» со всех",
  "timeline.many.delete": {
    one: "Удалить {count}",
    few: "Удалить {count}",
    many: "Удалить {count}",
    other: "Удалить {count}",
  },
  "timeline.many.hint": "Любая правка здесь — один шаг: одно нажатие {undo} возвращает всё.",
  "timeline.many.clear": "Снять выделение",

  "timeline.command.selectAll": "Выбрать все свои в видимой части",
  "timeline.command.spectrum": "Спектр под волной: показать и скрыть",

  "timeline.lane.none": "Здесь у каждой категории книги кодов своя дорожка. Категорий пока нет.",
  "timeline.lane.spectrum": "Спектр",
  "timeline.lane.spectrumTop": "8 кГц",
  "timeline.soundless": "В этой записи нет звука.",
  "timeline.spectrum.far": "Приблизьте, чтобы увидеть спектр: он считается не более чем для десяти минут сразу.",
  "timeline.spectrum.waiting": "Звук готовится; спектр появится после него.",
  "timeline.spectrum.failed": "Не удалось прочитать звук. Попытка повторяется.",
  "timeline.spectrum.off": "выкл.",
  "timeline.spectrum.on": "вкл.",
});
