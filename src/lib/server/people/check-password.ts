import type { Throttle } from './login-throttle.ts';
import { isPasswordsBusy, type Passwords } from './passwords.ts';

/** Whether a password is right and, if not, the last one for a while; or how long to wait before it is looked at. */
export type Checked = Readonly<{ isRight: boolean; isLast: boolean }> | Readonly<{ waitMs: number }>;

/** When too many passwords are being checked at once, ms. */
const busyMs = 2_000;

/**
 * Checks a password that somebody typed, as often as it may be tried.
 * @param account anything that names it, known or not
 * @param hashed null = nobody's: it takes as long and is not right
 */
export async function checkPassword(
	{ throttle, passwords }: Readonly<{ throttle: Throttle; passwords: Passwords }>,
	account: string,
	address: string | null,
	hashed: string | null,
	password: string
): Promise<Checked> {
	const attempt = await throttle.begin(account, address);
	if (typeof attempt === 'number') return { waitMs: attempt };
	try {
		const isRight = await passwords.verify(hashed, password);
		if (isRight) await attempt.succeeded();
		return { isRight, isLast: attempt.isLast };
	} catch (error) {
		await attempt.withdrawn();
		if (isPasswordsBusy(error)) return { waitMs: busyMs };
		throw error;
	}
}
