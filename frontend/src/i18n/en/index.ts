import { app } from "./app";
import { drives } from "./drives";
import { player } from "./player";
import { time } from "./time";
import { units } from "./units";
import { uploads } from "./uploads";
import { workbench } from "./workbench";

/** The English catalogue. It defines which keys exist and which parameters each of them takes. */
export const en = { ...app, ...drives, ...player, ...time, ...units, ...uploads, ...workbench } as const;
