/** Tests read English, as a browser without any other language does. */
import { speak } from "./load";

await speak("en");
