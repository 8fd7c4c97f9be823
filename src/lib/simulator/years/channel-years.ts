import type { Weekly } from '../profile.ts';
import { type Knots, knots } from './knots.ts';

/** The channels that the earlier years know. */
export const yearChannels = ['phone', 'chat', 'email'] as const;
/** One of {@link yearChannels}. */
export type YearChannel = (typeof yearChannels)[number];

/** How a channel did over the years. What depends on the load is given at a load of 1, where work and people are in balance. */
export type ChannelYears = Readonly<{
	/** Its first day, `YYYY-MM-DD`; null = it was always there. */
	since: string | null;
	contactsPerWeek: Knots;
	/** Proportion of a day to the mean of the week. */
	weekdays: Weekly<number>;
	/** Contacts by topic, in parts that need not add up to anything. */
	topics: Readonly<Record<string, number>>;
	/** Work that comes for what people can do: 1 = in balance, without what 2020 brought. */
	load: Knots;
	/** Mean wait of the answered, and by what power of e it grows with the load. */
	wait: Readonly<{ seconds: number; growth: number; variation: number }>;
	/** Mean wait of who gives up. */
	abandonedWaitSeconds: number;
	/** Share that gives up, and of those the share that does so before it counts. */
	abandoned: Readonly<{ share: number; growth: number; shortShare: number }>;
	/** Log odds of an answer within the target, and what the load takes from them. */
	inTarget: Readonly<{ logit: number; loss: number }>;
	handleSeconds: Knots;
	survey: Readonly<{
		sentShare: number;
		answeredShare: number;
		score: number;
		seconds: number;
		pointsPerDoubling: number;
	}>;
}>;

/**
 * Levels of the last years are those of the desk that is simulated contact by contact, so that nothing jumps where its first
 * week begins. The pilot of the chat is small until then.
 */
export const channelYears: Readonly<Record<YearChannel, ChannelYears>> = {
	phone: {
		since: null,
		contactsPerWeek: knots({
			'2014-01-01': 15_400,
			'2016-07-01': 15_900,
			'2019-12-31': 14_700,
			'2022-01-01': 13_900,
			'2024-07-01': 13_300,
			'2026-10-01': 12_950
		}),
		weekdays: [1.11, 1.07, 0.98, 1.01, 1.01, 0.92, 0.9],
		topics: {
			'Factuur begrijpen': 142,
			'Automatische incasso': 43,
			Betalingsregeling: 37,
			'Grote creditering': 32,
			'Kosten buitenland': 20,
			'Wifi thuis': 115,
			'Snellere lijn': 61,
			'Tv-product': 54,
			'Voetbal op de pc': 46,
			'Storing in de wijk': 104,
			'Mobiel abonnement': 108,
			Opzeggen: 52,
			'Gegevens wijzigen': 41,
			'Bestelling volgen': 46,
			'Verhuizing doorgeven': 44,
			'Aansluiting nieuw adres': 26,
			Monteursafspraak: 17
		},
		load: knots({ '2014-01-01': 1.16, '2016-06-01': 1.08, '2019-01-01': 0.98, '2026-10-01': 1 }),
		wait: { seconds: 26, growth: 4.2, variation: 1.7 },
		abandonedWaitSeconds: 92,
		abandoned: { share: 0.075, growth: 1.9, shortShare: 0.29 },
		inTarget: { logit: 1.19, loss: 4 },
		handleSeconds: knots({ '2014-01-01': 372, '2019-12-31': 392, '2026-10-01': 405 }),
		survey: { sentShare: 0.46, answeredShare: 0.06, score: 7.24, seconds: 60, pointsPerDoubling: 0.4 }
	},
	chat: {
		since: '2018-09-03',
		contactsPerWeek: knots({
			'2018-09-03': 45,
			'2019-03-01': 90,
			'2020-03-01': 170,
			'2020-06-01': 420,
			'2021-06-01': 500,
			'2024-01-01': 590,
			'2026-10-01': 690
		}),
		weekdays: [1.27, 1.18, 1.14, 1.08, 1.03, 0.7, 0.6],
		topics: {
			'Wifi thuis': 276,
			'Mobiel abonnement': 177,
			'Factuur begrijpen': 153,
			'Snellere lijn': 109,
			'Tv-product': 103,
			'Voetbal op de pc': 59,
			'Verhuizing doorgeven': 40,
			Opzeggen: 38,
			'Grote creditering': 26
		},
		load: knots({ '2018-09-03': 0.8, '2020-03-01': 0.9, '2026-10-01': 1 }),
		wait: { seconds: 13, growth: 2.6, variation: 1.8 },
		abandonedWaitSeconds: 112,
		abandoned: { share: 0.06, growth: 1.4, shortShare: 0.41 },
		inTarget: { logit: 2.4, loss: 3.4 },
		handleSeconds: knots({ '2018-09-03': 720, '2020-01-01': 655, '2026-10-01': 644 }),
		survey: { sentShare: 0.83, answeredShare: 0.51, score: 7.71, seconds: 60, pointsPerDoubling: 0.32 }
	},
	email: {
		since: null,
		contactsPerWeek: knots({
			'2014-01-01': 2_300,
			'2018-01-01': 1_650,
			'2020-01-01': 1_300,
			'2023-01-01': 980,
			'2026-10-01': 806
		}),
		weekdays: [1.3, 1.2, 1.1, 1.1, 0.98, 0.66, 0.66],
		topics: {
			'Factuur begrijpen': 253,
			'Gegevens wijzigen': 186,
			'Verhuizing doorgeven': 124,
			'Bestelling volgen': 122,
			'Mobiel abonnement': 79,
			'Tv-product': 57,
			Opzeggen: 51,
			'Voetbal op de pc': 43,
			'Grote creditering': 40
		},
		load: knots({ '2014-01-01': 1.15, '2019-01-01': 1, '2026-10-01': 1 }),
		wait: { seconds: 48_700, growth: 1.3, variation: 0.8 },
		abandonedWaitSeconds: 0,
		abandoned: { share: 0, growth: 0, shortShare: 0 },
		inTarget: { logit: 1.37, loss: 3 },
		handleSeconds: knots({ '2014-01-01': 405, '2026-10-01': 433 }),
		survey: { sentShare: 0.74, answeredShare: 0.19, score: 7.07, seconds: 28_800, pointsPerDoubling: 0.45 }
	}
};
