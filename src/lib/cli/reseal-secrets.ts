import type { ResealReport } from '#lib/server/access/reseal.ts';
import { CommandError } from './command-error.ts';
import { textTable } from './text-table.ts';
import { withLog } from './with-log.ts';

const kinds = {
	webhookSecrets: 'webhook secrets',
	refreshTokens: 'single sign-on sessions',
	comments: 'keys of comments',
	erasures: 'erasures that have begun'
} as const satisfies Readonly<Record<keyof ResealReport, string>>;

/**
 * `bereik secrets reseal`: seals everything with the first key of APP_KEY.
 * @throws CommandError when a key that something was sealed with is not given: then it must not be thrown away
 */
export async function resealSecrets(): Promise<void> {
	const report = await withLog(({ credentials }) => credentials.reseal());
	const rows = Object.entries(kinds).map(([kind, name]) => {
		const { resealed, current, unreadable } = report[kind as keyof ResealReport]; // a key of the table above
		return [name, String(resealed), String(current), String(unreadable)];
	});
	console.log(textTable([['', 'sealed anew', 'were current', 'cannot be opened'], ...rows], 'left'));
	const unreadable = Object.values(report).reduce((sum, counts) => sum + counts.unreadable, 0);
	if (unreadable > 0)
		throw new CommandError(
			`${unreadable} sealed texts were sealed with a key that APP_KEY does not name: nothing of them was changed`
		);
}
