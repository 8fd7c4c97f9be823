import { describe, expect, test } from 'vitest';
import { averageWaitStatus, compareGravity, graverStatus, loadStatus, serviceLevelStatus } from './norm-status.ts';

describe('a load', () => {
	test.each([
		[0, 10, 'within'],
		[10, 10, 'within'],
		[11, 10, 'attention'],
		[12, 10, 'attention'],
		[12.5, 10, 'alarm'],
		[13, 10, 'alarm'],
		[374, 300, 'attention'],
		[375, 300, 'alarm']
	] as const)('of %d against a norm of %d is %s', (value, norm, status) => {
		expect(loadStatus(value, norm)).toBe(status);
	});

	test('is an alarm as soon as anybody waits where nobody may wait', () => {
		expect(loadStatus(0, 0)).toBe('within');
		expect(loadStatus(1, 0)).toBe('alarm');
	});

	test('is unknown without a figure or without a norm', () => {
		expect(loadStatus(null, 10)).toBe('unknown');
		expect(loadStatus(99, null)).toBe('unknown');
	});
});

describe('an average wait', () => {
	test('equal to its norm is within, beyond it asks for attention and never more', () => {
		expect(averageWaitStatus(60, 60)).toBe('within');
		expect(averageWaitStatus(61, 60)).toBe('attention');
		expect(averageWaitStatus(6000, 60)).toBe('attention');
	});

	test('is unknown while nobody was answered', () => {
		expect(averageWaitStatus(null, 60)).toBe('unknown');
		expect(averageWaitStatus(60, null)).toBe('unknown');
	});
});

describe('a service level', () => {
	test('equal to its norm is within, below it asks for attention and never more', () => {
		expect(serviceLevelStatus(0.8, 0.8, 200)).toBe('within');
		expect(serviceLevelStatus(0.799, 0.8, 200)).toBe('attention');
		expect(serviceLevelStatus(0, 0.8, 200)).toBe('attention');
	});

	test('has no status under 50 offered', () => {
		expect(serviceLevelStatus(0.1, 0.8, 49)).toBe('unknown');
		expect(serviceLevelStatus(0.1, 0.8, 50)).toBe('attention');
		expect(serviceLevelStatus(0.1, 0.8, null)).toBe('unknown');
		expect(serviceLevelStatus(null, 0.8, 200)).toBe('unknown');
	});
});

test('the graver of two statuses wins, and anything known beats unknown', () => {
	expect(graverStatus('within', 'alarm')).toBe('alarm');
	expect(graverStatus('attention', 'within')).toBe('attention');
	expect(graverStatus('unknown', 'within')).toBe('within');
});

test('sorting by gravity puts alarms first and the unknown last', () => {
	const sorted = (['unknown', 'within', 'alarm', 'attention'] as const).toSorted(compareGravity);
	expect(sorted).toEqual(['alarm', 'attention', 'within', 'unknown']);
});
