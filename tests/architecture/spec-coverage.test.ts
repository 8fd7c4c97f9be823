import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readInvariants, testTitles, uncovered } from '../support/spec-coverage.ts';

const root = join(import.meta.dirname, '../..');

test('every invariant of the live state names a test that exists and runs', () => {
	const specification = readFileSync(join(root, 'src/lib/domain/live/SPEC.md'), 'utf8');
	const invariants = readInvariants(specification);
	expect(invariants.length).toBeGreaterThan(0);
	expect(invariants.map((invariant) => invariant.id)).toEqual(idsMentionedIn(specification));
	expect(uncovered(invariants, readFromRoot)).toEqual([]);
});

describe('a gap is found', () => {
	const source = `test('keeps order', () => {});\ntest.skip('sleeps', () => {});\nit.each([1])("counts it's own", () => {});`;
	const readTest = (file: string) => (file === 'a.test.ts' ? source : null);
	const faults = (line: string) => uncovered(readInvariants(line), readTest);

	test.each([
		['names no test', '- **INV-1** order holds.'],
		['names no test', '- **INV-1** order holds — enforced by `a.test.ts`.'],
		['does not exist', '- **INV-1** order holds — enforced by `b.test.ts` "keeps order"'],
		['no test "keeps"', '- **INV-1** order holds — enforced by `a.test.ts` "keeps"'],
		['no test "sleeps"', '- **INV-1** order holds — enforced by `a.test.ts` "sleeps"'],
		['no test "wakes"', '- **INV-1** order holds — enforced by `a.test.ts` "keeps order" and `a.test.ts` "wakes"']
	])('%s: %s', (fault, line) => {
		expect(faults(line)).toEqual([expect.stringContaining(fault)]);
	});

	test('an invariant that stands there twice', () => {
		const line = '- **INV-1** order holds — enforced by `a.test.ts` "keeps order"\n';
		expect(faults(line + line)).toEqual(['INV-1 stands there twice']);
	});
});

test('an entry may run over lines and name several tests', () => {
	const entry =
		'- **INV-1** order\n  holds — enforced\n  by `a.test.ts` "keeps\n  order", `b.test.ts` "counts"\n\nMore `c.ts` "text".';
	const [invariant] = readInvariants(entry);
	expect(invariant).toEqual({
		id: 'INV-1',
		enforcedBy: [
			{ file: 'a.test.ts', title: 'keeps order' },
			{ file: 'b.test.ts', title: 'counts' }
		]
	});
});

test('titles are read from calls, not from text', () => {
	const source =
		"// test('no')\nconst s = \"test('nor this')\";\ntest(`yes`, () => {});\nit.each([1])('also', () => {});\ntest.todo('later');";
	expect(testTitles(source)).toEqual(['yes', 'also']);
});

/** Every INV-… at the head of an entry, however it is written: one that the reader cannot read must not go unseen. */
function idsMentionedIn(specification: string): readonly string[] {
	return [...specification.matchAll(/^\W*(INV-\w+)/gm)].map((match) => match[1] ?? '');
}

function readFromRoot(file: string): string | null {
	const path = [join(root, file), join(root, 'src/lib/domain/live', file)].find((candidate) => existsSync(candidate));
	return path === undefined ? null : readFileSync(path, 'utf8');
}
