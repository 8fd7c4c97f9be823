import type { Application } from '#lib/server/application.ts';
import { welcomeLink } from '#lib/server/people/welcome-link.ts';

/**
 * The link by which the first administrator comes in; those that earlier starts gave end.
 * @returns null where there are people, or nobody has to log in
 */
export async function firstLink({ access }: Pick<Application, 'access'>, url: string): Promise<string | null> {
	if (access.isOpen) return null;
	const made = await access.administration.inviteFirst();
	return made === null ? null : welcomeLink(url, made.token);
}
