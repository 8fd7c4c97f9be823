/** What an entry of the audit says besides who did what: a line for each value that became another, then the rest. */
export function detailLines(details: Readonly<Record<string, unknown>>): readonly string[] {
	const { changes, ...rest } = details;
	const changed = (Array.isArray(changes) ? (changes as readonly unknown[]) : []).map((change) => {
		const { path, old, new: now } = Object(change) as Readonly<Record<string, unknown>>; // as the audit writes them
		return `${String(path)}: ${valueText(old)} → ${valueText(now)}`;
	});
	const others = Object.entries(rest).flatMap(([name, value]) =>
		value === null ? [] : [`${name}: ${valueText(value)}`]
	);
	return [...changed, ...others];
}

function valueText(value: unknown): string {
	if (value === null || value === undefined) return '–';
	if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
