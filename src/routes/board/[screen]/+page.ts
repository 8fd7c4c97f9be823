import { askedBoard, askedSeconds } from '#lib/ui/board/rotation.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, parent, url }) => {
	const { theme } = await parent();
	// A wall is dark unless it was asked to be light: the room's system preference is not the screen's.
	return {
		team: teamName(params.screen),
		theme: theme ?? 'dark',
		/** `?page=` keeps one board in view; without it they take turns, `?seconds=` each. */
		only: askedBoard(url.searchParams.get('page')),
		secondsPerBoard: askedSeconds(url.searchParams.get('seconds'))
	};
};

/** `klantenservice-noord` is shown as "Klantenservice noord". */
function teamName(screen: string): string {
	const words = screen.replace(/[-_]+/g, ' ').trim();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
