import type { Messages } from "../messages";
import { app } from "./app";
import { drives } from "./drives";
import { player } from "./player";
import { time } from "./time";
import { units } from "./units";
import { uploads } from "./uploads";
import { workbench } from "./workbench";

/** 한국어 문장 모음. */
export const ko: Messages = { ...app, ...drives, ...player, ...time, ...units, ...uploads, ...workbench };
