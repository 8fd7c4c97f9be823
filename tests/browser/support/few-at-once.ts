/** Has work wait for its turn: no more of it goes on at once than that many. */
export function fewAtOnce(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
	let running = 0;
	const waiting: (() => void)[] = [];
	return async (work) => {
		if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
		else running += 1;
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			// Whoever is next takes this turn over.
			if (next === undefined) running -= 1;
			else next();
		}
	};
}
