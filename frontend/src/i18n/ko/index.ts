import type { Messages } from "../messages";
import { app } from "./app";
import { coding } from "./coding";
import { drives } from "./drives";
import { habits } from "./habits";
import { kept } from "./kept";
import { player } from "./player";
import { time } from "./time";
import { timeline } from "./timeline";
import { units } from "./units";
import { uploads } from "./uploads";
import { workbench } from "./workbench";

export { refusals } from "./refusals";

/** 한국어 문장 모음. */
export const ko: Messages = {
  ...app,
  ...coding,
  ...drives,
  ...habits,
  ...kept,
  ...player,
  ...time,
  ...timeline,
  ...units,
  ...uploads,
  ...workbench,
};
