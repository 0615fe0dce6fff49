/** English strings of the workbench. Plural entries take `count`. */
export const workbench = {} as const;
