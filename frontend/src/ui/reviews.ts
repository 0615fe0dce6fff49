import { signal } from "@preact/signals-core";

/** How many segments of the open project wait for review; 0 for those who do not review. Shown on the rail. */
export const openReviews = signal(0);
