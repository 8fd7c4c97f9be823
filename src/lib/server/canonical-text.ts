/** Two settings that say the same have the same text, in whatever order their fields were written. */
export function canonicalText(settings: unknown): string {
	return JSON.stringify(settings, (_name, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value
	);
}
