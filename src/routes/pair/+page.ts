import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	const { theme } = await parent();
	// A wall is dark unless it was asked to be light, also before it has a board.
	return { theme: theme ?? 'dark' };
};
