/** The day after a day, `YYYY-MM-DD`; what is no day comes back as it is. */
export function dayAfter(day: string): string {
	const at = Date.parse(`${day}T00:00:00Z`);
	return Number.isFinite(at) ? new Date(at + 86_400_000).toISOString().slice(0, 10) : day;
}

/** The last so many days by the reader's own calendar, today among them. */
export function lastDays(now: Date, days: number): Readonly<{ from: string; last: string }> {
	const last = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
	const text = (at: number): string => new Date(at).toISOString().slice(0, 10);
	return { from: text(last - (days - 1) * 86_400_000), last: text(last) };
}
