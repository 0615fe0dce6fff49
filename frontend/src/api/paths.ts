/** Where the API has what a recording is opened with. */
export const SESSION = "/session/";
export const PREFERENCES = "/session/preferences/";
export const projectAt = (projectId: string) => `/projects/${projectId}/`;
export const membersOf = (projectId: string) => `/projects/${projectId}/members/`;
export const recordingAt = (footageId: string) => `/footage/${footageId}/`;
export const codingOf = (footageId: string) => `/footage/${footageId}/coding/`;

/** The query of a list that is asked for whole. */
export const WHOLE_LIST = { page_size: 1000 } as const;
