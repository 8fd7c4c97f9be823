import { writeFileSync } from 'node:fs';

/**
 * Writes `{ passed, failed, skipped }` of a run to the file that BEREIK_COUNTS names. A file that does not load, a
 * hook that throws and an error that nobody caught are failures as much as a test is.
 */
export default class CountsReporter {
	onTestRunEnd(testModules, unhandledErrors) {
		const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
		for (const testModule of testModules) {
			for (const test of testModule.children.allTests()) counts[stateOf(test)]++;
			const suites = [testModule, ...testModule.children.allSuites()];
			counts.failed += suites.filter((suite) => suite.errors().length > 0).length;
		}
		if (process.env.BEREIK_COUNTS) writeFileSync(process.env.BEREIK_COUNTS, JSON.stringify(counts));
	}
}

/** A test that never came to its end did not pass; one that was not run for a broken hook was not run. */
function stateOf(test) {
	const { state } = test.result();
	return state === 'pending' ? 'failed' : state;
}
