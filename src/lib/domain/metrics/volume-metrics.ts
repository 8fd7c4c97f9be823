import { type Metric, type MetricRow, ownDefinition } from './metric.ts';

const iso8601: Metric['source'] = { nl: 'ISO 8601, weekdatums', en: 'ISO 8601, week dates' };
const exactTest: Metric['source'] = {
	nl: 'R poisson.test, exacte voorwaardelijke binomiale toets',
	en: 'R poisson.test, exact conditional binomial test'
};

/** How many come, how that grows, whether they had to come back, and how the schedule was kept. */
export const volumeMetrics: readonly MetricRow[] = [
	[
		'contacts_week',
		'Contacten per week',
		'Contacts per week',
		'contacts',
		'none',
		'unieke contacten met hun eerste binnenkomst in de week, maandag 00:00 tot maandag 00:00 plaatselijke tijd',
		'unique contacts whose first entry is in the week, Monday 00:00 to Monday 00:00 local time',
		iso8601
	],
	[
		'chats_week',
		'Chats per week',
		'Chats per week',
		'contacts',
		'none',
		'unieke chats met hun eerste binnenkomst in de week, maandag 00:00 tot maandag 00:00 plaatselijke tijd',
		'unique chats whose first entry is in the week, Monday 00:00 to Monday 00:00 local time',
		iso8601
	],
	[
		'chats_same_point_last_week',
		'Chats vorige week tot hier',
		'Chats last week to this point',
		'contacts',
		'none',
		'chats van vorige week tot hetzelfde tijdstip op de klok, zeven kalenderdagen eerder',
		'chats of last week up to the same time on the clock, seven calendar days earlier',
		ownDefinition
	],
	[
		'chats_growth',
		'Groei van chats',
		'Growth of chats',
		'change',
		'none',
		'chats van deze week tot nu ÷ chats van vorige week tot hetzelfde tijdstip − 1; leeg als er toen geen waren',
		'chats of this week so far ÷ chats of last week up to the same time − 1; empty when there were none',
		ownDefinition
	],
	[
		'chats_growth_year',
		'Groei van chats t.o.v. vorig jaar',
		'Growth of chats on last year',
		'change',
		'none',
		'chats van de week ÷ chats van de week 52 weken eerder − 1',
		'chats of the week ÷ chats of the week 52 weeks earlier − 1',
		ownDefinition
	],
	[
		'growth_p',
		'Kans op toeval',
		'Probability of chance',
		'share',
		'none',
		'kans op een verschil van deze omvang als er niets veranderd is; bij 26 weken of meer telt hun eigen schommeling mee. Een pijl pas onder 0,05',
		'probability of a difference this large if nothing changed; with 26 weeks or more their own swings count too. An arrow only below 0.05',
		exactTest
	],
	[
		'adherence',
		'Roostertrouw',
		'Adherence',
		'share',
		'higher',
		'tijd waarin de activiteit die van het rooster was ÷ geroosterde tijd',
		'time in which the activity was the scheduled one ÷ scheduled time',
		ownDefinition
	],
	[
		'conformance',
		'Gewerkt t.o.v. rooster',
		'Conformance',
		'share',
		'none',
		'gewerkte tijd ÷ geroosterde werktijd; kan boven 100 % komen',
		'time worked ÷ scheduled working time; may exceed 100 %',
		ownDefinition
	],
	[
		'fcr',
		'Opgelost bij eerste contact (FCR)',
		'First contact resolution (FCR)',
		'share',
		'higher',
		'contacten waarna dezelfde klant niet binnen 7 dagen over hetzelfde onderwerp terugkwam ÷ contacten waarvan de 7 dagen voorbij zijn',
		'contacts after which the same customer did not come back about the same topic within 7 days ÷ contacts whose 7 days have passed',
		ownDefinition
	],
	[
		'fcr_pending',
		'Nog te vroeg voor FCR',
		'Too early for FCR',
		'contacts',
		'none',
		'contacten waarvan de 7 dagen nog lopen: niet in de FCR',
		'contacts whose 7 days are still running: not in FCR',
		ownDefinition
	],
	[
		'unknown_customer_share',
		'Klant onbekend',
		'Customer not known',
		'share',
		'lower',
		'contacten zonder bekende klant ÷ alle contacten: niet in de FCR',
		'contacts without a known customer ÷ all contacts: not in FCR',
		ownDefinition
	]
];
