/** The known name that a mistyped one most likely means; null when none is near. */
export function nearestName(written: string, known: readonly string[]): string | null {
	let nearest: string | null = null;
	// A third of the letters and one more may be wrong, so that two that changed places are found: beyond it is another word.
	let best = Math.floor(written.length / 3) + 2;
	for (const name of known) {
		const distance = editDistance(written.toLowerCase(), name.toLowerCase());
		if (distance >= best) continue;
		best = distance;
		nearest = name;
	}
	return nearest;
}

/** Letters to put in, take out or change to make one text of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (const [index, letter] of [...a].entries()) {
		const next = [index + 1];
		for (let at = 0; at < b.length; at++) {
			const changed = (row[at] ?? 0) + (b[at] === letter ? 0 : 1);
			next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
