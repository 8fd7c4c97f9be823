import { expect, test } from 'vitest';
import { telecomQueueNames } from './telecom-names.ts';
import { telecomQueues } from './telecom-queues.ts';

test('every queue of the desk has an English name, no two the same, and nothing else has one', () => {
	const queues = telecomQueues.map(({ queue }) => queue);
	expect(Object.keys(telecomQueueNames).sort()).toEqual([...queues].sort());
	expect(new Set(Object.values(telecomQueueNames)).size).toBe(queues.length);
});
