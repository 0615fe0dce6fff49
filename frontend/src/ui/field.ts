/** Takes the focus out of whatever has it: a field keeps what is written in it when it loses the focus. */
export function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
