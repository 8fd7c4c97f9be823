/** What one look came to. `todo` says what to do about it; null where there is nothing to do. */
export type Finding = Readonly<{ check: string; level: 'ok' | 'warn' | 'fail'; found: string; todo: string | null }>;

/** It is as it should be. */
export function ok(check: string, found: string): Finding {
	return { check, level: 'ok', found, todo: null };
}

/** Somebody should look at it soon. */
export function warn(check: string, found: string, todo: string): Finding {
	return { check, level: 'warn', found, todo };
}

/** It does not work, or will not for long. */
export function fail(check: string, found: string, todo: string): Finding {
	return { check, level: 'fail', found, todo };
}
