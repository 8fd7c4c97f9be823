/**
 * The part of an address that goes along to every other page: language and look, as asked for.
 * @param changed values that replace those of the address, such as another language
 * @returns with its `?`, '' when nothing was asked for
 */
export function keptQuery(url: URL, changed: Readonly<{ lang?: string; theme?: string }> = {}): string {
	const kept = new URLSearchParams();
	for (const name of ['lang', 'theme'] as const) {
		const value = changed[name] ?? url.searchParams.get(name);
		if (value !== null) kept.set(name, value);
	}
	const query = kept.toString();
	return query === '' ? '' : `?${query}`;
}
