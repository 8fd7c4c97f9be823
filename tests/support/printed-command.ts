import { vi } from 'vitest';
import { main } from '#lib/cli/main.ts';
import type { CommandRun } from './command-runs.ts';

/** Runs a command in this very process, under whatever clock the test has set, and keeps what it prints. */
export async function printedCommand(args: readonly string[]): Promise<CommandRun> {
	const told = { stdout: '', stderr: '' };
	const spies = [
		vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((told.stdout += String(text)))),
		vi.spyOn(console, 'log').mockImplementation((text) => void (told.stdout += `${String(text)}\n`)),
		vi.spyOn(console, 'error').mockImplementation((text) => void (told.stderr += `${String(text)}\n`))
	];
	try {
		return { code: await main(args), ...told };
	} finally {
		for (const spy of spies) spy.mockRestore();
	}
}
