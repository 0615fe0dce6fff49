/** English strings of the shell and of every screen but the workbench. Plural entries take `count`. */
export const app = {
  "app.name": "Annotator",

  "problem.title": "The server refused this",
  "problem.http": "The server answered with status {status} and gave no reason. Nothing was changed.",
  "problem.unreachable.title": "The server does not answer",
  "problem.unreachable": "The server does not answer. Nothing was changed. Check that it runs, then try again.",
} as const;
