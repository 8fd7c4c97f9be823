import { eq } from 'drizzle-orm';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { people } from '#lib/server/database/tables/access-tables.ts';
import type { Tables } from '#lib/server/database/tables/tables.ts';
import { PeopleBrowser } from './people-browser.ts';
import { plantSession } from './planted-session.ts';

/** Somebody who is logged in, and may do what needs it again. */
export type LoggedIn = Readonly<{ personId: string; sessionId: string; at(url: string): PeopleBrowser }>;

/** A person of a role whose browser goes to any of the servers on a log. */
export async function logInAs(tables: Pick<Tables, 'orm'>, role: PersonRole, name = 'Ada'): Promise<LoggedIn> {
	const { cookie, personId, sessionId } = await plantSession(tables, [role], Date.now());
	await tables.orm.update(people).set({ name }).where(eq(people.id, personId));
	const [key = '', value = ''] = cookie.split('=');
	return {
		personId,
		sessionId,
		at(url) {
			const browser = new PeopleBrowser(url);
			browser.cookies.set(key, value);
			return browser;
		}
	};
}

/**
 * The same browser, with its cookies, sent to another server.
 * @param headers that come with every request, as of a proxy
 */
export function sentTo(
	browser: PeopleBrowser,
	url: string,
	headers: Readonly<Record<string, string>> = {}
): PeopleBrowser {
	const same = new PeopleBrowser(url, headers);
	for (const [name, value] of browser.cookies) same.cookies.set(name, value);
	return same;
}
