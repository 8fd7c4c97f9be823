import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder that is gone when the test that asked for it is over. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A folder that is gone when the file of tests, or the `describe`, that asked for it is over. */
export function lastingFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}
