/** Moves labels apart that would lie over each other, as little as possible. */
export function spread(places: readonly number[], least: number, min: number, max: number): readonly number[] {
	const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
	let floor = min;
	const moved = order.map(({ place }) => {
		const at = Math.max(place, floor);
		floor = at + least;
		return at;
	});
	let ceiling = max;
	for (let index = moved.length - 1; index >= 0; index -= 1) {
		moved[index] = Math.min(moved[index] ?? 0, ceiling);
		ceiling = (moved[index] ?? 0) - least;
	}
	const placed: number[] = [];
	order.forEach(({ index }, rank) => (placed[index] = moved[rank] ?? 0));
	return placed;
}
