import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { me } from '#lib/client/access/me.svelte.ts';
import { askOwnDisplay } from '#lib/client/display/own-display.ts';
import { askedBoard, askedSeconds } from '#lib/ui/board/rotation.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, parent, url, depends }) => {
	depends('bereik:display');
	const [own, , { theme, language }] = await Promise.all([askOwnDisplay(params.screen), me.load(), parent()]);
	if (own.isDone) {
		const { settings, ...display } = own.value;
		const { board, team, secondsPerBoard } = settings;
		const only = board === 'both' ? null : board;
		const shown = {
			team: team || display.name,
			theme: settings.theme,
			language: settings.language,
			only,
			secondsPerBoard
		};
		return { ...shown, display, isSure: true };
	}
	if (own.problem.kind === 'login') redirect(307, resolve('/pair'));
	// A wall is dark unless it was asked to be light: the room's system preference is not the screen's.
	return {
		team: teamName(params.screen),
		theme: theme ?? 'dark',
		language,
		/** `?page=` keeps one board in view; without it they take turns, `?seconds=` each. */
		only: askedBoard(url.searchParams.get('page')),
		secondsPerBoard: askedSeconds(url.searchParams.get('seconds')),
		display: null,
		/** False where the server could not say what this screen is to show: worth asking again. */
		isSure: own.problem.kind === 'missing' || own.problem.kind === 'refused'
	};
};

/** `klantenservice-noord` is shown as "Klantenservice noord". */
function teamName(screen: string): string {
	const words = screen.replace(/[-_]+/g, ' ').trim();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
