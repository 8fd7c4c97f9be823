import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionLink, definitionOfHash, queueOfSegment, queueSegment } from './phone-links.ts';

test('a queue by any name survives its address', () => {
	const odd = ['', '.', '..', '...', '~', '~~x', 'a/b', '%2F', 'a?b#c', 'café “x”', ' ', '\\', '\n'];
	const names = fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme' }));
	fc.assert(
		fc.property(names, (name) => {
			const segment = queueSegment(name);
			const { pathname } = new URL(`/queues/${segment}`, 'http://localhost');
			expect(pathname).toBe(`/queues/${segment}`);
			expect(queueOfSegment(decodeURIComponent(segment))).toBe(name);
		})
	);
});

test('a definition is asked for by the fragment, and nothing else is', () => {
	expect(definitionOfHash(definitionLink('asa_s'))).toBe('asa_s');
	expect(definitionOfHash('')).toBeNull();
	expect(definitionOfHash('#top')).toBeNull();
});
