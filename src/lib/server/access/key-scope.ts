/** What a key may be good for. `bulk` is intake in large requests; `read` and `metrics` do not write. */
export const keyScopes = ['intake', 'bulk', 'read', 'metrics'] as const;
/** One of {@link keyScopes}. */
export type KeyScope = (typeof keyScopes)[number];
