/** How often a screen says that it is alive, ms. On its own: a page that needs no more than this loads no schemas with it. */
export const ALIVE_MS = 60_000;
