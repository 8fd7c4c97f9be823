import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditActions } from '#lib/domain/access/audit-action.ts';

/** Texts that look like an action, in a file that records in the audit. */
function actionsIn(source: string): readonly string[] {
	if (!/audit\w*\.record(?:In)?\(/i.test(source)) return [];
	return [...source.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, action = '']) => action);
}

test('every action that is recorded is on the list, and every one on the list is recorded', () => {
	const files = globSync('src/lib/{server,cli}/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
	const recorded = new Set(files.flatMap((file) => actionsIn(readFileSync(file, 'utf8'))));
	const found = [...recorded].filter((one) => auditActions.some((action) => action === one));
	expect(found.sort()).toEqual([...auditActions].sort());
	// What else looks like one names a capability.
	const others = [...recorded].filter((one) => !found.includes(one));
	expect(others.filter((one) => !/\.(?:read|manage|export|see|write|take)$/.test(one))).toEqual([]);
});

test('an action that is on no list is found', () => {
	expect(actionsIn("await audit.record(actor, 'moon.landed', id);")).toEqual(['moon.landed']);
});
