import type { ComebackProfile, TopicProfile } from './topic-profile.ts';

const usual = {
	talkFactor: 1,
	unresolvedShare: 0.15,
	escalatedShare: 0.04,
	scoreShift: 0,
	handOn: null,
	returnShare: 0.12,
	on: {}
} as const;

/** What takes persuasion or a decision about money goes badly in writing: it takes longer, and often ends on the phone. */
const needsAVoice = { talkFactor: 1.55, unresolvedShare: 0.24, escalatedShare: 0.18, scoreShift: -1.5 } as const;

/** What people come to a telecom for. */
export const telecomTopics: readonly TopicProfile[] = [
	{ ...usual, topic: 'Factuur begrijpen', returnShare: 0.13 },
	{ ...usual, topic: 'Automatische incasso', talkFactor: 0.85, returnShare: 0.07, scoreShift: 0.1 },
	{ ...usual, topic: 'Betalingsregeling', talkFactor: 1.05, returnShare: 0.1, scoreShift: -0.2 },
	{
		...usual,
		topic: 'Grote creditering',
		talkFactor: 1.25,
		unresolvedShare: 0.16,
		escalatedShare: 0.08,
		returnShare: 0.2,
		on: {
			chat: { ...needsAVoice, handOn: { share: 0.5, to: [{ queue: 'Facturen', weight: 1 }] } },
			email: { scoreShift: -0.7, unresolvedShare: 0.24, escalatedShare: 0.14 }
		}
	},
	{ ...usual, topic: 'Kosten buitenland', scoreShift: -0.3 },
	{ ...usual, topic: 'Wifi thuis', talkFactor: 1.1, unresolvedShare: 0.2, returnShare: 0.22, scoreShift: -0.1 },
	{ ...usual, topic: 'Snellere lijn', talkFactor: 0.95, unresolvedShare: 0.1, returnShare: 0.09, scoreShift: 0.3 },
	{ ...usual, topic: 'Tv-product', unresolvedShare: 0.17, returnShare: 0.15 },
	{ ...usual, topic: 'Voetbal op de pc', talkFactor: 0.9, unresolvedShare: 0.22, returnShare: 0.17, scoreShift: -0.2 },
	{ ...usual, topic: 'Storing in de wijk', talkFactor: 0.7, unresolvedShare: 0.3, returnShare: 0.18, scoreShift: -0.6 },
	{ ...usual, topic: 'Mobiel abonnement', unresolvedShare: 0.1, returnShare: 0.09, scoreShift: 0.2 },
	{
		...usual,
		topic: 'Opzeggen',
		talkFactor: 1.2,
		escalatedShare: 0.06,
		returnShare: 0.15,
		scoreShift: -0.1,
		on: {
			chat: { ...needsAVoice, handOn: { share: 0.42, to: [{ queue: 'Algemeen', weight: 1 }] } },
			email: { scoreShift: -0.7, unresolvedShare: 0.2, escalatedShare: 0.12 }
		}
	},
	{ ...usual, topic: 'Gegevens wijzigen', talkFactor: 0.75, unresolvedShare: 0.06, returnShare: 0.04, scoreShift: 0.3 },
	{ ...usual, topic: 'Bestelling volgen', talkFactor: 0.8, unresolvedShare: 0.18, returnShare: 0.2, scoreShift: -0.2 },
	{ ...usual, topic: 'Verhuizing doorgeven', unresolvedShare: 0.1, returnShare: 0.14, scoreShift: 0.1 },
	{ ...usual, topic: 'Aansluiting nieuw adres', talkFactor: 1.1, unresolvedShare: 0.18, returnShare: 0.2 },
	{ ...usual, topic: 'Monteursafspraak', talkFactor: 0.8, returnShare: 0.16, scoreShift: -0.1 }
];

/** Who comes again about the same. */
export const telecomComebacks: ComebackProfile = {
	outcomeFactors: { resolved: 0.6, unresolved: 2.4, escalated: 1.5 },
	sameDayShare: 0.3,
	sameDayHours: [0.7, 6],
	laterDays: [34, 22, 16, 12, 9],
	laterHoursSpread: 1.5,
	byPhoneShare: 0.3,
	afterGivingUp: { share: 0.6, minutes: [8, 90] }
};
