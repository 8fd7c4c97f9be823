/**
 * The instant at which the clocks of a zone showed a local time, UTC ms; NaN where it is no time. A time that came twice is the
 * earlier one, one that never was moves past the gap.
 * @param local `2026-12-24T08:30`, as a field for date and time has it
 */
export function zoneInstant(local: string, zone: string): number {
	const wall = Date.parse(`${local}Z`);
	if (Number.isNaN(wall)) return wall;
	const dayMs = 86_400_000;
	// What holds well before and well after it: one of the two is right, and both are where the clocks were not changed.
	const [before, after] = [offsetAt(wall - dayMs, zone), offsetAt(wall + dayMs, zone)];
	const early = wall - before;
	return offsetAt(early, zone) === before || offsetAt(wall - after, zone) !== after ? early : wall - after;
}

/** How far the clocks of a zone are ahead of UTC at an instant, ms. */
function offsetAt(at: number, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-GB', {
		timeZone: zone,
		...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
		...({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const)
	}).formatToParts(at);
	const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
	const [year, month, day] = [part('year'), part('month'), part('day')];
	const wall = Date.UTC(year, month - 1, day, part('hour'), part('minute'), part('second'));
	return wall - Math.floor(at / 1000) * 1000;
}
