import pg from 'pg';
import { StoreFailure } from './event-store.ts';

const diskFull = '53100';
/** Not connected, no resources, ended by an operator, trouble of the system, damaged; and not let in, or no such database. */
const awayClasses = ['08', '53', '57', '58', 'XX', '28', '3D'];
/** A lock not had in time, a read-only transaction (the server became a standby), a deadlock, and a transaction that was cut short. */
const awayCodes = ['55P03', '25006', '25P03', '40P01', '40001', '55000'];

/** Turns an error of a query that lies outside the product into a {@link StoreFailure}; any other comes back as it is. */
export function asPostgresFailure(error: unknown): unknown {
	if (!(error instanceof Error)) return error;
	if (!(error instanceof pg.DatabaseError)) return isOwnFault(error) ? error : new StoreFailure('away', error);
	const code = error.code ?? '';
	if (code === diskFull) return new StoreFailure('disk-full', error);
	const outside = awayCodes.includes(code) || awayClasses.some((start) => code.startsWith(start));
	return outside ? new StoreFailure('away', error) : error;
}

/** Whether it is not known what became of the query: the connection broke, or no answer came, while it was under way. */
export function isUncertain(error: unknown): boolean {
	if (!(error instanceof Error) || isOwnFault(error)) return false;
	if (!(error instanceof pg.DatabaseError)) return true;
	// The server ends its connections, by an operator's wish or after a crash of one of them.
	return ['57P01', '57P02', '08006', '08003'].includes(error.code ?? '');
}

/** The driver's own errors of a connection are plain ones, or the system's. */
function isOwnFault(error: Error): boolean {
	return ['TypeError', 'RangeError', 'SyntaxError', 'StoreFailure'].includes(error.name);
}
