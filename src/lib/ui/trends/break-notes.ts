import { isResponseMoved } from '#lib/domain/trends/response-change.ts';
import type { AnnualPage, Finding } from '#lib/protocol/annual-page.ts';
import { pText } from './chats-model.ts';
import { clearBreak, clearBreaks } from './titles.ts';
import { bucketText, scoreChange, shareWords, type TrendWording } from './trend-words.ts';

/** What came of the search for breaks: not asked yet, still running, or not to be had now. */
export type SearchState = 'running' | 'failed' | 'ready';

function pWords(p: number, wording: TrendWording): string {
	const text = pText(p, wording);
	return `p ${text.startsWith('<') ? text : `= ${text}`}`;
}

/** What was found in a series, in sentences; what was noted near a break stands with it. */
export function breakNotes(
	page: AnnualPage,
	finding: Finding | null,
	state: SearchState,
	wording: TrendWording
): readonly string[] {
	const { text } = wording;
	if (state === 'running') return [text.findingsRunning];
	if (state === 'failed') return [text.findingsFailed];
	if (finding === null) return [];
	switch (finding.notTested) {
		case 'too few values':
			return [text.notTestedFew];
		case 'no variation':
			return [text.notTestedSame];
		case 'unsure season':
			return [text.notTestedSeason];
		case 'gaps':
			return [text.notTestedGaps];
		case 'changed definition':
			return [text.notTestedChange];
		case null:
	}
	const power = finding.hasLowPower ? [text.lowPower] : [];
	if (clearBreak(finding) === null) return [[text.noBreak, ...power].join(' ')];
	const kind = page.scoreKind;
	return clearBreaks(finding).map(({ lastBefore, jump, near, responseRate }) => {
		const interval = text.interval(scoreChange(jump.low, kind, wording, 2), scoreChange(jump.high, kind, wording, 2));
		const found = text.breakFound(
			bucketText(lastBefore, wording),
			scoreChange(jump.value, kind, wording, 2),
			`${interval}; ${pWords(finding.p ?? 1, wording)}`
		);
		const names = near.map((one) => one.text).join('; ');
		const others =
			responseRate === undefined || !isResponseMoved(responseRate.before, responseRate.after)
				? []
				: [
						text.responseAround(
							shareWords(responseRate.before, wording.language),
							shareWords(responseRate.after, wording.language)
						)
					];
		return [found, ...others, names === '' ? text.breakNearNothing : text.breakNear(names), ...power].join(' ');
	});
}
