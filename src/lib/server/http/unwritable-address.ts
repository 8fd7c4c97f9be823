/**
 * The first part of an address that holds U+0000, which nothing that is kept can: neither store nor body takes it.
 * @param parts of the route
 * @param query of the address
 * @returns its name; null where there is none
 */
export function unwritablePart(
	parts: Readonly<Partial<Record<string, string>>>,
	query: URLSearchParams
): string | null {
	for (const [name, value] of [...Object.entries(parts), ...query]) {
		if (name.includes('\0')) return 'query';
		if (value?.includes('\0') === true) return name;
	}
	return null;
}
