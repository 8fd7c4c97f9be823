import { expect, test } from 'vitest';
import { contactsIn, type SimulatedPart } from '../../../tests/support/simulated-contacts.ts';
import type { DeskProfile } from './profile.ts';
import { simulate } from './simulator.ts';
import { aroundTheClockProfile } from './telecom-profile.ts';

const zone = 'Europe/Amsterdam';
const monday = Date.parse('2026-01-05T00:00:00+01:00');
const fourWeeks = 28 * 86_400_000;

type Ratio = Readonly<{ value: number; low: number; high: number }>;

function partsOf(profile: DeskProfile, seed: number): SimulatedPart[] {
	const events = simulate(profile, { seed, from: monday, zone }).until(monday + fourWeeks);
	return contactsIn(events).flatMap(({ parts }) => parts);
}

/**
 * Mean handling at home as a multiple of the office's, queue by queue and then together, each queue by its precision: who works
 * at home is drawn, but teams differ in how often. With the 99.9 % interval of the logarithm.
 */
function homeRatio(parts: readonly SimulatedPart[]): Ratio {
	let [weights, sum] = [0, 0];
	for (const queue of new Set(parts.map((part) => part.queue))) {
		const own = parts.filter((part) => part.queue === queue);
		const [home, office] = ['home', 'office'].map((place) =>
			logMean(own.filter(({ workplace }) => workplace === place))
		);
		if (!home || !office) throw new Error(`nobody in one of the places for ${queue}`);
		const weight = 1 / (home.variance + office.variance);
		weights += weight;
		sum += weight * (home.mean - office.mean);
	}
	const [middle, reach] = [sum / weights, 3.29 / Math.sqrt(weights)];
	return { value: Math.exp(middle), low: Math.exp(middle - reach), high: Math.exp(middle + reach) };
}

/** Logarithm of the mean handling time, with its variance (delta method). */
function logMean(parts: readonly SimulatedPart[]): { mean: number; variance: number } {
	const times = parts.flatMap(({ handledMs }) => handledMs ?? []);
	const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
	const variance = times.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / (times.length - 1);
	return { mean: Math.log(mean), variance: variance / times.length / mean ** 2 };
}

function onPhoneAndEmail(parts: readonly SimulatedPart[]): SimulatedPart[] {
	// Chats also wait for one another at the same agent, which blurs what the place does.
	return parts.filter(({ channel }) => channel !== 'chat');
}

test('handling at home takes 1.12 times as long as in the office, queue by queue', () => {
	const parts = partsOf(aroundTheClockProfile, 7);
	const share = parts.filter(({ workplace }) => workplace === 'home').length / parts.length;
	expect(share).toBeGreaterThan(0.4);
	expect(share).toBeLessThan(0.65);
	const { low, high } = homeRatio(onPhoneAndEmail(parts));
	expect(low).toBeGreaterThan(1.08);
	expect(low).toBeLessThan(1.12);
	expect(high).toBeGreaterThan(1.12);
	expect(high).toBeLessThan(1.16);
	const chats = homeRatio(parts.filter(({ channel }) => channel === 'chat'));
	expect(chats.low).toBeGreaterThan(1.02);
});

test('a profile without the difference fails that check', () => {
	const { low, high } = homeRatio(onPhoneAndEmail(partsOf({ ...aroundTheClockProfile, homeHandlingFactor: 1 }, 7)));
	expect(low).toBeLessThan(1);
	expect(high).toBeGreaterThan(1);
	expect(high).toBeLessThan(1.08);
});
