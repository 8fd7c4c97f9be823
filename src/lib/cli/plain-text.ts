/** A text in one line: what stands in a file may hold anything; a terminal is to show it, not to obey it. */
export function plainText(text: string): string {
	return text.replaceAll(/[\p{C}\u2028\u2029]/gu, '·');
}

/** The same of a message, which may have several lines. */
export function plainLines(text: string): string {
	return text.split('\n').map(plainText).join('\n');
}
