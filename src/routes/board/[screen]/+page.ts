import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, parent }) => {
	const { theme } = await parent();
	// A wall is dark unless it was asked to be light: the room's system preference is not the screen's.
	return { team: teamName(params.screen), theme: theme ?? 'dark' };
};

/** `klantenservice-noord` is shown as "Klantenservice noord". */
function teamName(screen: string): string {
	const words = screen.replace(/[-_]+/g, ' ').trim();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
