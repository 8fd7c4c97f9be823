import { bigint, customType } from 'drizzle-orm/pg-core';

/** A whole number, or an instant in UTC epoch ms: exact to 2^53. */
export function whole(name: string) {
	return bigint(name, { mode: 'number' });
}

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** Bytes. */
export function bytes(name: string) {
	return bytea(name);
}
