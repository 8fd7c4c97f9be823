import ts from 'typescript';

/** One promise of a SPEC.md and the tests it names. */
export type Invariant = Readonly<{ id: string; enforcedBy: readonly Readonly<{ file: string; title: string }>[] }>;

/**
 * The invariants of a specification, written as
 * `- **INV-03** what holds — enforced by `path/of.test.ts` "title of the test"`. An entry may run over several lines and
 * name several tests; what stands before "enforced by" is prose.
 */
export function readInvariants(specification: string): readonly Invariant[] {
	const entries = specification.split(/^(?=\s*[-*] )/m).map((entry) => entry.split(/\n\s*\n/)[0] ?? '');
	return entries.flatMap((entry) => {
		const id = /^\s*[-*] \*\*(INV-\w+)\*\*/.exec(entry)?.[1];
		if (id === undefined) return [];
		const enforcement = entry.split(/enforced\s+by/i)[1] ?? '';
		const named = enforcement.replace(/\s+/g, ' ').matchAll(/`([^`]+)`\s*:?\s*["“]([^"”]+)["”]/g);
		return [{ id, enforcedBy: [...named].map((match) => ({ file: match[1] ?? '', title: match[2] ?? '' })) }];
	});
}

/**
 * What is missing between a specification and its tests, one sentence each.
 * @param readTest the source of a test by its path, null when there is no such file
 */
export function uncovered(
	invariants: readonly Invariant[],
	readTest: (file: string) => string | null
): readonly string[] {
	return invariants.flatMap(({ id, enforcedBy }, index) => {
		const faults = invariants.findIndex((other) => other.id === id) < index ? [`${id} stands there twice`] : [];
		if (enforcedBy.length === 0) faults.push(`${id} names no test`);
		for (const { file, title } of enforcedBy) {
			const source = readTest(file);
			if (source === null) faults.push(`${id} names ${file}, which does not exist`);
			else if (!testTitles(source).includes(title)) faults.push(`${id}: ${file} has no test "${title}" that runs`);
		}
		return faults;
	});
}

/** Titles of the tests a file runs; skipped and planned ones enforce nothing. */
export function testTitles(source: string): readonly string[] {
	const titles: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node)) {
			const [title] = node.arguments;
			const called = node.expression.getText();
			const runs = /^(?:test|it)\b/.test(called) && !/\.(?:skip|todo|fails)\b/.test(called);
			if (runs && title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.ESNext, true));
	return titles;
}
