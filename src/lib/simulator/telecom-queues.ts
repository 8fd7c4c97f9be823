import type { PatienceProfile, QueueProfile } from './profile.ts';

const phonePatience: PatienceProfile = {
	impulseShare: 0.025,
	impulseSeconds: 5,
	restlessShare: 0.25,
	restlessMeanSeconds: 260,
	settled: { medianSeconds: 330, spread: 0.7 }
};

const phone = {
	channel: 'phone',
	comes: 'in_hours',
	knownTopicShare: 0.85,
	correctedTopicShare: 0.06,
	patience: phonePatience,
	alert: { medianSeconds: 3.2, spread: 0.35 },
	firstReply: null,
	hold: { medianSeconds: 45, spread: 0.6 },
	wrapUpShare: 0.93
} as const;

/** The queues of a Dutch telecom: who comes to each, how patient they are and what they need. */
export const telecomQueues: readonly QueueProfile[] = [
	{
		...phone,
		queue: 'Facturen',
		contactsPerDay: [365, 320, 305, 300, 295, 110, 100],
		curve: {
			hours: [8, 9, 10, 11.5, 12.5, 14, 16, 17.5, 19, 20, 21],
			weights: [0.7, 1.2, 1.45, 1.2, 0.75, 1.05, 0.95, 0.85, 1.15, 0.85, 0.5]
		},
		nightContactsPerHour: 16,
		topics: [
			{ topic: 'Factuur begrijpen', weight: 46 },
			{ topic: 'Automatische incasso', weight: 18 },
			{ topic: 'Betalingsregeling', weight: 16 },
			{ topic: 'Grote creditering', weight: 12 },
			{ topic: 'Kosten buitenland', weight: 8 }
		],
		talk: { medianSeconds: 240, spread: 0.6 },
		holdShare: 0.14,
		wrapUp: { medianSeconds: 50, spread: 0.55 },
		transferShare: 0.05,
		transferTo: [
			{ queue: 'Algemeen', weight: 3 },
			{ queue: 'Techniek', weight: 2 }
		],
		overflow: null,
		callback: { afterSeconds: 240, acceptedShare: 0.25 }
	},
	{
		...phone,
		queue: 'Techniek',
		contactsPerDay: [370, 345, 330, 325, 320, 150, 140],
		curve: {
			hours: [8, 9.5, 10.5, 12, 13, 15, 17, 18.5, 19.5, 20.3, 21],
			weights: [0.7, 1.15, 1.25, 0.85, 0.75, 0.95, 1.05, 1.35, 1.45, 1.1, 0.7]
		},
		nightContactsPerHour: 27,
		topics: [
			{ topic: 'Wifi thuis', weight: 34 },
			{ topic: 'Snellere lijn', weight: 22 },
			{ topic: 'Tv-product', weight: 18 },
			{ topic: 'Voetbal op de pc', weight: 12 },
			{ topic: 'Storing in de wijk', weight: 14 }
		],
		talk: { medianSeconds: 285, spread: 0.65 },
		holdShare: 0.22,
		wrapUp: { medianSeconds: 60, spread: 0.55 },
		transferShare: 0.05,
		transferTo: [
			{ queue: 'Algemeen', weight: 2 },
			{ queue: 'Facturen', weight: 3 }
		],
		overflow: null,
		callback: { afterSeconds: 240, acceptedShare: 0.3 }
	},
	{
		...phone,
		queue: 'Algemeen',
		contactsPerDay: [285, 255, 245, 240, 235, 105, 95],
		curve: {
			hours: [8, 9.5, 11, 12.5, 14, 16, 18, 19, 20, 21],
			weights: [0.8, 1.3, 1.25, 0.75, 1.05, 1, 1.05, 1.15, 0.8, 0.5]
		},
		nightContactsPerHour: 15,
		topics: [
			{ topic: 'Mobiel abonnement', weight: 40 },
			{ topic: 'Opzeggen', weight: 22 },
			{ topic: 'Gegevens wijzigen', weight: 20 },
			{ topic: 'Bestelling volgen', weight: 18 }
		],
		talk: { medianSeconds: 195, spread: 0.6 },
		holdShare: 0.12,
		wrapUp: { medianSeconds: 38, spread: 0.55 },
		transferShare: 0.14,
		transferTo: [
			{ queue: 'Facturen', weight: 4 },
			{ queue: 'Techniek', weight: 4 },
			{ queue: 'Verhuizen', weight: 2 }
		],
		overflow: { afterSeconds: 150, toQueue: 'Facturen' },
		callback: { afterSeconds: 300, acceptedShare: 0.2 }
	},
	{
		...phone,
		queue: 'Verhuizen',
		contactsPerDay: [110, 100, 95, 90, 100, 45, 40],
		curve: { hours: [8, 10, 12, 13, 15, 17, 19, 20, 21], weights: [0.6, 1.35, 0.95, 0.85, 1.1, 0.95, 1.15, 0.7, 0.4] },
		nightContactsPerHour: 6,
		topics: [
			{ topic: 'Verhuizing doorgeven', weight: 50 },
			{ topic: 'Aansluiting nieuw adres', weight: 30 },
			{ topic: 'Monteursafspraak', weight: 20 }
		],
		talk: { medianSeconds: 315, spread: 0.55 },
		holdShare: 0.18,
		wrapUp: { medianSeconds: 70, spread: 0.5 },
		transferShare: 0.04,
		transferTo: [
			{ queue: 'Techniek', weight: 3 },
			{ queue: 'Algemeen', weight: 1 }
		],
		overflow: null,
		callback: { afterSeconds: 270, acceptedShare: 0.3 }
	},
	{
		queue: 'Chat',
		channel: 'chat',
		comes: 'in_hours',
		contactsPerDay: [380, 352, 336, 330, 318, 165, 99],
		curve: {
			hours: [8, 10, 11.5, 12.5, 14, 16, 18, 19.5, 20.5, 21],
			weights: [0.6, 1.2, 1.1, 0.9, 1, 1, 1.1, 1.35, 1, 0.7]
		},
		nightContactsPerHour: 6,
		topics: [
			{ topic: 'Wifi thuis', weight: 21 },
			{ topic: 'Mobiel abonnement', weight: 20 },
			{ topic: 'Factuur begrijpen', weight: 17 },
			{ topic: 'Snellere lijn', weight: 12 },
			{ topic: 'Tv-product', weight: 11 },
			{ topic: 'Voetbal op de pc', weight: 7 },
			{ topic: 'Opzeggen', weight: 5 },
			{ topic: 'Verhuizing doorgeven', weight: 4 },
			{ topic: 'Grote creditering', weight: 3 }
		],
		knownTopicShare: 0.7,
		correctedTopicShare: 0.05,
		patience: {
			impulseShare: 0.02,
			impulseSeconds: 10,
			restlessShare: 0.25,
			restlessMeanSeconds: 240,
			settled: { medianSeconds: 360, spread: 0.7 }
		},
		alert: { medianSeconds: 8, spread: 0.5 },
		talk: { medianSeconds: 400, spread: 0.6 },
		firstReply: { medianSeconds: 22, spread: 0.5 },
		holdShare: 0,
		hold: { medianSeconds: 0, spread: 0 },
		wrapUpShare: 0.8,
		wrapUp: { medianSeconds: 25, spread: 0.5 },
		transferShare: 0,
		transferTo: [],
		overflow: null,
		callback: null
	},
	{
		queue: 'E-mail',
		channel: 'email',
		comes: 'any_time',
		contactsPerDay: [150, 140, 132, 130, 124, 76, 72],
		curve: {
			hours: [0, 2, 6, 8, 10, 12, 14, 17, 18.5, 20, 21.5, 23, 24],
			weights: [0.35, 0.12, 0.12, 0.7, 1.3, 1.1, 1.15, 1.1, 0.9, 1.35, 1.4, 0.8, 0.35]
		},
		nightContactsPerHour: 0,
		topics: [
			{ topic: 'Factuur begrijpen', weight: 26 },
			{ topic: 'Gegevens wijzigen', weight: 20 },
			{ topic: 'Verhuizing doorgeven', weight: 13 },
			{ topic: 'Bestelling volgen', weight: 12 },
			{ topic: 'Mobiel abonnement', weight: 10 },
			{ topic: 'Tv-product', weight: 6 },
			{ topic: 'Opzeggen', weight: 5 },
			{ topic: 'Grote creditering', weight: 4 },
			{ topic: 'Voetbal op de pc', weight: 4 }
		],
		knownTopicShare: 0.35,
		correctedTopicShare: 0.08,
		patience: null,
		alert: { medianSeconds: 2, spread: 0.3 },
		talk: { medianSeconds: 370, spread: 0.55 },
		firstReply: 'at_end',
		holdShare: 0,
		hold: { medianSeconds: 0, spread: 0 },
		wrapUpShare: 0.3,
		wrapUp: { medianSeconds: 30, spread: 0.5 },
		transferShare: 0,
		transferTo: [],
		overflow: null,
		callback: null
	}
];
