/**
 * Reads a value only while something holds, and gives the last one read otherwise: the value is then neither worked out nor
 * depended on. Before it held for the first time, it is read once.
 */
export function lastWhile<Value>(holds: () => boolean, read: () => Value): () => Value {
	let last: Readonly<{ value: Value }> | null = null;
	return () => {
		if (last === null || holds()) last = { value: read() };
		return last.value;
	};
}
