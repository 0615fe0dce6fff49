import { app } from "./app";
import { time } from "./time";
import { workbench } from "./workbench";

/** The English catalogue. It defines which keys exist and which parameters each of them takes. */
export const en = { ...app, ...time, ...workbench } as const;
