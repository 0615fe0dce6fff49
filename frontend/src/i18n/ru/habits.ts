import type { habits as english } from "../en/habits";
import { translation } from "../messages";

/** Как работает каждый: клавиши, задержка реакции, кодирование на ходу, первые подсказки. */
export const habits = translation<typeof english, "one" | "few" | "many" | "other">()({
  "workbench.keys.search": "Поиск команд и клавиш",
  "workbench.keys.single": "Буквы, цифры и знаки без Ctrl и Alt — команды",
  "workbench.keys.singleOff": {
    one: "Отключена клавиша {count} команды. Команда осталась в палитре и меню, ей можно дать клавишу с Ctrl или Alt.",
    few: "Отключены клавиши {count} команд. Команды остались в палитре и меню, им можно дать клавиши с Ctrl или Alt.",
    many: "Отключены клавиши {count} команд. Команды остались в палитре и меню, им можно дать клавиши с Ctrl или Alt.",
    other: "Отключены клавиши {count} команд. Команды остались в палитре и меню, им можно дать клавиши с Ctrl или Alt.",
  },
  "workbench.keys.how": "Щёлкните клавишу, чтобы сменить её. Сохраняется для вас во всех браузерах.",
  "workbench.keys.change": "Сменить эту клавишу",
  "workbench.keys.more": "Ещё одна клавиша",
  "workbench.keys.waits": "Нажмите новую клавишу",
  "workbench.keys.isOff": "Отключена, как все буквы, цифры и знаки без Ctrl и Alt. Сменить эту клавишу",
  "workbench.keys.fixed": "Эта клавиша не меняется: выход должен быть всегда.",
  "workbench.keys.reset": "По умолчанию",
  "workbench.keys.resetAll": "Все по умолчанию",
  "workbench.keys.each": "показать каждую",
  "workbench.keys.taken": "Клавиша {key} занята командой «{name}».",
  "workbench.keys.swap": "Поменять местами",
  "workbench.keys.take": "Перенести сюда",
  "workbench.keys.lost": "Из-за этого остались без клавиши: {names}.",
  "workbench.keys.refused.browser":
    "{key} нужна самому браузеру, поэтому командой быть не может. Ничего не изменилось.",
  "workbench.keys.refused.focus": "{key} переводит фокус или нажимает кнопку, поэтому командой быть не может.",
  "workbench.keys.refused.text": "{key} копирует и вставляет текст, поэтому командой быть не может.",
  "workbench.keys.refused.typing": "{key} нужна, пока пишут текст, поэтому командой там быть не может.",
  "workbench.keys.refused.input": "{key} выбирает способ ввода букв, поэтому командой быть не может.",
  "workbench.keys.refused.escape": "{key} остаётся выходом, поэтому другой командой быть не может.",
  "workbench.keys.refused.erase": "{key} стирает, поэтому другой командой быть не может.",

  "settings.habits": "Клавиши и реакция",
  "habits.lead": "Эти настройки только ваши: они действуют во всех проектах и во всех браузерах, в которых вы входите.",
  "habits.keys": "Клавиши",
  "habits.keysText": "Любую клавишу экрана кодирования можно сменить там же, в списке клавиш.",
  "habits.keysOpen": "Открыть экран кодирования",
  "habits.keysLibrary": "Выбрать запись",
  "habits.single": "Буквы, цифры и знаки без Ctrl и Alt — команды",
  "habits.singleText":
    "Если выключить, нажатая по ошибке клавиша или голосовой ввод ничего не сделают. Все команды остаются в палитре, и любой можно дать клавишу с Ctrl или Alt.",
  "habits.lag": "Задержка реакции",
  "habits.lagText":
    "Столько миллисекунд вычитается из места, отмеченного во время воспроизведения: рука отстаёт от глаза. На паузе отмечается показанный кадр.",
  "habits.lagField": "Миллисекунды, от 0 до 1000",
  "habits.lagWrong": "Целое число от 0 до 1000.",
  "habits.measure": "Измерить…",
  "habits.measure.title": "Измерение задержки реакции",
  "habits.measure.text":
    "В непредсказуемые моменты загорается круг и звучит сигнал, всего раз: {count}. Каждый раз нажимайте пробел, как только заметите.",
  "habits.measure.start": "Начать",
  "habits.measure.again": "Ещё раз",
  "habits.measure.progress": "{done} из {count}",
  "habits.measure.early": "Это было до вспышки. Нажатие не считается.",
  "habits.measure.result": "Медиана по {count} нажатиям — {milliseconds} мс после вспышки.",
  "habits.measure.use": "Взять {milliseconds} мс",
  "workbench.lag": "задержка {milliseconds} мс",
  "workbench.lag.title":
    "Отметки во время воспроизведения ставятся на {milliseconds} мс просмотра раньше (на обычной скорости — {frames} к.). Меняется в настройках.",

  "workbench.held":
    "{span} захватывает участок шума ({noise}), где по звуку кодировать нельзя. Ничего не потеряно: выберите, как быть.",
  "workbench.held.free": "{span}: отложено. Шума, который мешал, больше нет.",
  "workbench.held.drop": "Оставить",
  "workbench.segment.crosses": "Отметка захватывает участок шума ({noise}), где по звуку кодировать нельзя.",
  "workbench.line.drowned":
    "Реплика целиком попадает на участок шума: слов не слышно, поэтому перевод нельзя исправить, пока шум подтверждён.",
  "workbench.live": "Кодирование на ходу",
  "workbench.live.off": "Кодирование на ходу выключено",
  "workbench.live.start": "Начать",
  "workbench.live.stop": "Закончить",
  "workbench.live.close": "Закрыть",
  "workbench.live.none": "Во время воспроизведения клавиша кода открывает фрагмент и она же его закрывает.",
  "workbench.notice.liveEmpty":
    "Конец не позже начала, поэтому фрагмент остаётся открытым. Продолжайте или нажмите {escape}, чтобы отбросить его.",
  "workbench.command.live": "Кодирование на ходу: коды открываются и закрываются при воспроизведении",

  "nav.toLibrary": "Открыть библиотеку",
  "workbench.hint.marks":
    "{in} отмечает первый кадр, {out} — первый кадр за пределами: это и есть фрагмент. Здесь у всего есть клавиша.",
  "workbench.hint.codes":
    "Клавиши от {first} до {last} ставят эти коды на фрагмент и снимают их; {find} находит любой другой по буквам.",
  "workbench.hint.save": "Всё сохраняется само. Здесь видно, всё ли дошло до сервера; что не дошло, не пропадёт.",
  "workbench.hint.keys": "{key} показывает все клавиши, и там каждую можно сменить.",
  "workbench.hint.count": "Подсказка {number} из {count}",
  "workbench.hint.none": "Больше не показывать",
  "workbench.hint.read": "Понятно",
});
