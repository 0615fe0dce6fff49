import type { Messages } from "../messages";
import { app } from "./app";
import { drives } from "./drives";
import { player } from "./player";
import { time } from "./time";
import { units } from "./units";
import { uploads } from "./uploads";
import { workbench } from "./workbench";

/** Русский каталог. */
export const ru: Messages = { ...app, ...drives, ...player, ...time, ...units, ...uploads, ...workbench };
