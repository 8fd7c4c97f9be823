import { describe, expect, test } from 'vitest';
import type { Channel } from '#lib/domain/contact/channel.ts';
import { wilson } from '#lib/domain/statistics/proportion.ts';
import { byCustomer, contactsIn, type SimulatedContact } from '../../../tests/support/simulated-contacts.ts';
import type { DeskProfile } from './profile.ts';
import { simulate } from './simulator.ts';
import { aroundTheClockProfile } from './telecom-profile.ts';

const zone = 'Europe/Amsterdam';
const monday = Date.parse('2026-01-05T00:00:00+01:00');
const day = 86_400_000;
const end = monday + 56 * day;
const hardInWriting = ['Grote creditering', 'Opzeggen'];

function contactsOf(profile: DeskProfile, seed: number): SimulatedContact[] {
	return contactsIn(simulate(profile, { seed, from: monday, zone }).until(end));
}

/** Contacts whose topic is known for certain: it was corrected or confirmed by the end. */
function about(contacts: readonly SimulatedContact[], topics: readonly string[], channel: Channel): SimulatedContact[] {
	return contacts.filter(
		(contact) => contact.endedAt !== null && contact.channel === channel && topics.includes(contact.topic ?? '')
	);
}

function handedOnShare(contacts: readonly SimulatedContact[]): { low: number; high: number } {
	const share = wilson(contacts.filter(({ parts }) => parts[0]?.wasHandedOn).length, contacts.length, 0.999);
	if (share === null) throw new Error('no contacts');
	return share;
}

function meanOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function meanHandledMs(contacts: readonly SimulatedContact[]): number {
	return meanOf(contacts.flatMap(({ parts }) => parts[0]?.handledMs ?? []));
}

/** Mean score of those who were asked about the channel they came by. */
function meanScore(contacts: readonly SimulatedContact[]): number {
	return meanOf(
		contacts.flatMap(({ score, channel, surveyChannel }) => (score !== null && channel === surveyChannel ? score : []))
	);
}

/** Share of the contacts, among those old enough to tell, that the same customer follows with another within seven days. */
function returningShare(contacts: readonly SimulatedContact[], topic: string): { low: number; high: number } {
	const ended = contacts.filter(({ endedAt }) => endedAt !== null);
	const endedBy = byCustomer(ended);
	const old = ended.filter((contact) => contact.topic === topic && contact.cameAt < end - 7 * day);
	const returning = old.filter(({ customer, cameAt }) =>
		endedBy.get(customer)?.some((later) => {
			return later.topic === topic && later.cameAt > cameAt && later.cameAt < cameAt + 7 * day;
		})
	);
	const share = wilson(returning.length, old.length, 0.999);
	if (share === null) throw new Error('no contacts');
	return share;
}

const contacts = contactsOf(aroundTheClockProfile, 4);
const canary = contactsOf(
	{
		...aroundTheClockProfile,
		topics: aroundTheClockProfile.topics.map((topic) => ({ ...topic, on: {}, returnShare: 0.1 }))
	},
	4
);

describe('large credits and customers who want to leave', () => {
	test('come by phone mostly', () => {
		for (const topic of hardInWriting) {
			const [phone, chat, email] = (['phone', 'chat', 'email'] as const).map((channel) => {
				return about(contacts, [topic], channel).length;
			});
			expect(phone).toBeGreaterThan(4 * (chat ?? Infinity));
			expect(phone).toBeGreaterThan(4 * (email ?? Infinity));
			expect(chat).toBeGreaterThan(100);
		}
	});

	test('are handed on to the phone from chat in about half of the cases, other chats never', () => {
		const share = handedOnShare(about(contacts, hardInWriting, 'chat'));
		expect(share.low).toBeGreaterThan(0.35);
		expect(share.high).toBeLessThan(0.6);
		expect(handedOnShare(about(contacts, hardInWriting, 'phone')).high).toBeLessThan(0.16);
		expect(handedOnShare(about(contacts, ['Wifi thuis', 'Mobiel abonnement'], 'chat')).high).toBeLessThan(0.01);
		const after = about(contacts, hardInWriting, 'chat').flatMap(({ parts }) => parts.slice(1));
		expect(new Set(after.map(({ channel }) => channel))).toEqual(new Set(['phone']));
		// Without what makes them hard in writing the check fails.
		expect(handedOnShare(about(canary, hardInWriting, 'chat')).high).toBeLessThan(0.01);
	});

	test('take longer on chat and leave people less content than on the phone', () => {
		const others = ['Mobiel abonnement', 'Factuur begrijpen', 'Snellere lijn'];
		const lengthening = (all: readonly SimulatedContact[], channel: Channel): number =>
			meanHandledMs(about(all, hardInWriting, channel)) / meanHandledMs(about(all, others, channel));
		expect(lengthening(contacts, 'chat')).toBeGreaterThan(1.35);
		expect(lengthening(canary, 'chat')).toBeLessThan(1.35);
		const difference = (all: readonly SimulatedContact[]): number =>
			meanScore(about(all, hardInWriting, 'phone')) - meanScore(about(all, hardInWriting, 'chat'));
		expect(difference(contacts)).toBeGreaterThan(0.7);
		expect(difference(canary)).toBeLessThan(0.7);
	});
});

describe('football on the PC', () => {
	test('is a topic of every channel', () => {
		for (const channel of ['phone', 'chat', 'email'] as const)
			expect(about(contacts, ['Voetbal op de pc'], channel).length).toBeGreaterThan(80);
	});
});

describe('customers who come again', () => {
	test('do so within a week as often as the topic makes them', () => {
		const wifi = returningShare(contacts, 'Wifi thuis');
		const details = returningShare(contacts, 'Gegevens wijzigen');
		expect(wifi.low).toBeGreaterThan(0.15);
		expect(wifi.high).toBeLessThan(0.3);
		expect(details.low).toBeGreaterThan(0.01);
		expect(details.high).toBeLessThan(0.07);
		// Where every topic is alike, the two are too.
		expect(returningShare(canary, 'Wifi thuis').low).toBeLessThan(0.15);
		expect(returningShare(canary, 'Gegevens wijzigen').high).toBeGreaterThan(0.07);
	});

	test('leave the crowds as large as they are', () => {
		const nobody = contactsOf(
			{
				...aroundTheClockProfile,
				topics: aroundTheClockProfile.topics.map((topic) => ({ ...topic, returnShare: 0 })),
				comebacks: { ...aroundTheClockProfile.comebacks, afterGivingUp: { share: 0, minutes: [1, 2] } }
			},
			4
		);
		expect(nobody.map(({ cameAt, queue }) => `${cameAt} ${queue}`)).toEqual(
			contacts.map(({ cameAt, queue }) => `${cameAt} ${queue}`)
		);
		expect(new Set(nobody.map(({ customer }) => customer)).size).toBe(nobody.length);
		expect(new Set(contacts.map(({ customer }) => customer)).size).toBeLessThan(0.9 * contacts.length);
	});
});
