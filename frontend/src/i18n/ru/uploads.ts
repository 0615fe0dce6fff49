import type { uploads as english } from "../en/uploads";
import { translation } from "../messages";

/** Русские тексты о записях, которые приходят с компьютера пользователя. */
export const uploads = translation<typeof english, "one" | "few" | "many" | "other">()({
  "uploads.from": "Где находятся записи",
  "uploads.fromDrive": "На дисках сервера",
  "uploads.fromComputer": "На этом компьютере",
  "uploads.choose": "Выбрать файлы…",
  "uploads.drop": "Перетащите записи сюда или",
  "uploads.dropNote":
    "Файлы копируются на сервер по частям. Обрыв сети или закрытая вкладка не страшны: выберите тот же файл ещё раз, и загрузка продолжится.",
  "uploads.list": "Файлы с этого компьютера",
  "uploads.titleOf": "Название для {file}",
  "uploads.queued": "ждёт очереди",
  "uploads.sending": "{sent} из {size}",
  "uploads.rate": "{rate}/с",
  "uploads.remaining": "осталось {time}",
  "uploads.paused": "приостановлено на {share}",
  "uploads.away": "Сервер не отвечает. Всё, что дошло, сохранено; загрузка продолжится сама.",
  "uploads.stopped": "Дошло {share}. Чтобы продолжить, выберите тот же файл ещё раз; он хранится до {until}.",
  "uploads.checking": "читается и сверяется, {share}",
  "uploads.ready": "загружен, {size}",
  "uploads.pause": "Приостановить {file}",
  "uploads.goOn": "Продолжить {file}",
  "uploads.retry": "Повторить {file}",
  "uploads.discard": "Убрать {file}",
  "uploads.discardQuestion": "Удалить загруженное?",
  "uploads.progressOf": "Загрузка {file}",
  "uploads.unreadable":
    "Этот файл больше нельзя прочитать: его переместили, изменили или отключили диск. Всё, что дошло, сохранено; выберите файл ещё раз.",
  "uploads.comingStill": {
    one: "Ещё загружается {count} файл.",
    few: "Ещё загружаются {count} файла.",
    many: "Ещё загружается {count} файлов.",
    other: "Ещё загружается {count} файла.",
  },
  "uploads.staysWithPage": "Загрузка продолжится, если закрыть это окно; не закрывайте страницу.",
  "uploads.underWay": {
    one: "Загружается {count} файл, {share}",
    few: "Загружаются {count} файла, {share}",
    many: "Загружается {count} файлов, {share}",
    other: "Загружается {count} файла, {share}",
  },
  "uploads.waitForYou": {
    one: "{count} загрузка ждёт вас",
    few: "{count} загрузки ждут вас",
    many: "{count} загрузок ждут вас",
    other: "{count} загрузки ждут вас",
  },
});
