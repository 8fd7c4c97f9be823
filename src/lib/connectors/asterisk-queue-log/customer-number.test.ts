import { describe, expect, test } from 'vitest';
import { customerNumber } from './customer-number.ts';

describe('a caller’s number', () => {
	test.each(['15552659202', '+15552659202', '0015552659202', '+1 (555) 265-9202', '1.555.265.9202'])(
		'%s is one line',
		(callerId) => {
			expect(customerNumber(callerId)).toBe('15552659202');
		}
	);

	test.each([
		'',
		'  ',
		undefined,
		'anonymous',
		'Anonymous',
		'unknown',
		'<unknown>',
		'Restricted',
		'0',
		'00000000',
		'+0'
	])('%s is nobody in particular', (callerId) => {
		expect(customerNumber(callerId)).toBeNull();
	});

	test('keeps national numbers, extensions and names as they are', () => {
		for (const callerId of ['0201234567', '7000', '0012', 'ann.devries']) {
			expect(customerNumber(callerId)).toBe(callerId);
		}
	});

	test('is not taken from something too long to be one', () => {
		expect(customerNumber('5'.repeat(201))).toBeNull();
	});
});
