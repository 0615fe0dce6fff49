/** Whether whoever sits here has asked the system for things that do not move. */
export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
