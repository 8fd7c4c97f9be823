/** The database cannot be used as it is; the message says why and what to do, and has no password in it. */
export class PostgresUnfit extends Error {
	override readonly name = 'PostgresUnfit';
}

/** Where a database is, without what opens it: `postgres://host:5432/bereik`. */
export function shownPlace(url: string): string {
	const { hostname, port, pathname, searchParams } = new URL(url);
	const host = hostname === '' ? (searchParams.get('host') ?? '') : hostname;
	return `postgres://${host}${port === '' ? '' : `:${port}`}${pathname}`;
}

/** Says of any error which database it is about. */
export function asPostgresUnfit({ url }: Readonly<{ url: string }>, error: unknown): PostgresUnfit {
	const shown = shownPlace(url);
	if (error instanceof PostgresUnfit) return new PostgresUnfit(`${shown}: ${error.message}`, { cause: error.cause });
	const reason = error instanceof AggregateError ? error.errors.map(String).join(', ') : String(error);
	return new PostgresUnfit(`${shown} cannot be opened: ${reason}`, { cause: error });
}
