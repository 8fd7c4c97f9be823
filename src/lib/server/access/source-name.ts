/**
 * What is wrong with the name of a source that is to send events; null when nothing is. What cannot be seen is refused: the name
 * stands in lists, logs and terminals.
 */
export function sourceNameProblem(source: string): string | null {
	if (source === '' || source.length > 200) return 'source: must have 1 to 200 characters';
	if (/[\p{C}\u2028\u2029]/u.test(source) || source.trim() !== source)
		return 'source: must hold no control characters, and no space at its ends';
	return source === 'bereik' ? 'source: bereik is the product itself' : null;
}
