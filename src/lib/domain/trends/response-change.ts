/** Beyond so much, other people answer: scores before and after are not of the same ones. */
const mostMoved = 0.05;
/** Of fewer invitations a share says little. */
const fewestSent = 100;

/** Whether two response rates (shares, 0 to 1) are so far apart that who answers changed too. */
export function isResponseMoved(before: number, after: number): boolean {
	// A crumb of arithmetic is no change: five points are not more than five points.
	return Math.abs(after - before) > mostMoved + 1e-9;
}

/**
 * Marks the periods from which on so many more or fewer answered than in those before, back to the last mark, that a line through
 * both would pass one kind of people off as another.
 * @param periods in order; what is not known of one is null
 */
export function withResponseChanges<Period extends Readonly<{ sent: number | null; responseRate: number | null }>>(
	periods: readonly Period[]
): readonly (Period & Readonly<{ isResponseChanged: boolean }>)[] {
	let [sent, replied] = [0, 0];
	return periods.map((period) => {
		const { sent: own, responseRate } = period;
		if (own === null || responseRate === null || own < fewestSent) return { ...period, isResponseChanged: false };
		const isResponseChanged = sent > 0 && isResponseMoved(replied / sent, responseRate);
		if (isResponseChanged) [sent, replied] = [0, 0];
		sent += own;
		replied += own * responseRate;
		return { ...period, isResponseChanged };
	});
}
