/** Width of every plot of the report, in its own units. */
export const PLOT_WIDTH = 760;
