/** A list for `in`: none of it is nothing, and not a list that SQLite refuses to plan with. */
export function anyOf(values: readonly (number | string)[]): string {
	return `(${values.length === 0 ? 'null' : values.join(', ')})`;
}
