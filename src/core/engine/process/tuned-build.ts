/**
 * What marks the build of the model library that `npm run tune` makes, in the words of the library: options to build with, by
 * which it files its builds. The number is raised when `native/` changes, so that what was built before counts no more.
 */
export const TUNED_BUILD = { LANTERN_TUNED: "3" } as const;
