import { signal } from "@preact/signals-core";

export const THEMES = ["system", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "annotator.theme";

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === "dark" || value === "light" ? value : "system";
}

/** The person's choice; `system` follows the system's setting. */
export const theme = signal<Theme>(stored());

/** Put the chosen theme on the page; tokens.css reads it there. */
export function applyTheme(choice: Theme): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

export function chooseTheme(choice: Theme): void {
  localStorage.setItem(KEY, choice);
  theme.value = choice;
  applyTheme(choice);
}
