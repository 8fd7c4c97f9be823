import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { SettingsWatch } from './settings-watch.ts';

test('a file that can no longer be looked at is another look, and ends nothing', async () => {
	const file = join(temporaryFolder(), 'bereik.config.yaml');
	writeFileSync(file, 'zone: Europe/Amsterdam');
	const onChange = vi.fn();
	const watch = new SettingsWatch({ file }, onChange, { pollMs: 10, quietMs: 5 });
	onTestFinished(() => watch.close());
	unlinkSync(file);
	// A link to itself: looking at it is an error of its own, not a file that is missing.
	symlinkSync(file, file);
	await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), 5_000);
});
