import { runVectors } from './run-vectors.ts';

const folder = process.argv[2];
if (folder === undefined) {
	console.error('usage: npm run vectors -- DIR');
	process.exit(2);
}
let passed = 0;
let failed = 0;
let skipped = 0;
for (const result of runVectors(folder)) {
	if (!result.covered) {
		skipped += result.cases;
		console.log(`${result.file}: not covered (${result.cases})`);
		continue;
	}
	passed += result.passed;
	failed += result.failures.length;
	for (const failure of result.failures) console.log(`FAIL ${result.file} ${failure}`);
	console.log(`${result.file}: ${result.passed}/${result.cases}`);
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
