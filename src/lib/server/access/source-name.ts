import { type Reason, reason } from '#lib/domain/reasons/reason.ts';

/**
 * What is wrong with the name of a source that is to send events; null when nothing is. What cannot be seen is refused: the name
 * stands in lists, logs and terminals.
 */
export function sourceNameProblem(source: string): Reason | null {
	if (source === '' || source.length > 200) return reason('source-length');
	if (/[\p{C}\u2028\u2029]/u.test(source) || source.trim() !== source) return reason('source-characters');
	return source === 'bereik' ? reason('source-own') : null;
}
