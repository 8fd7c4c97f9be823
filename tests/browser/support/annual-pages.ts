import type { Channel } from '#lib/domain/contact/channel.ts';
import type { AnnualPage, Finding, Findings, Why } from '#lib/protocol/annual-page.ts';
import type { PointMarks, Sampled } from '#lib/protocol/trend-series.ts';

/** Years of the page as it is told here: a fall of satisfaction in September 2020, chat since January 2021. */
const years = [2018, 2019, 2020, 2021] as const;

const whole: PointMarks = {
	...({ told: 'contacts', sources: [], definition: 'contacts v5 30/10' } as const),
	...{ isPartial: false, isRunning: false, covered: 1 }
};
const imported: PointMarks = { ...whole, told: 'totals', sources: ['yearbook'], definition: 'yearbook' };
const running: PointMarks = { ...whole, isPartial: true, isRunning: true, covered: 0.4 };

function sampled(value: number | null, half: number, n: number | null): Sampled {
	return value === null
		? { value, low: null, high: null, n }
		: { value, low: round(value - half), high: round(value + half), n };
}

/** A page of the years 2018 to 2021, as the server would tell it; the same each time. */
export function annualPage(changed: Partial<AnnualPage> = {}): AnnualPage {
	const random = seeded(8);
	const months = years.flatMap((year) =>
		Array.from({ length: year === 2021 ? 11 : 12 }, (_, month) => ({ year, month }))
	);
	const monthName = (year: number, month: number): string => `${year}-${String(month + 1).padStart(2, '0')}`;
	const marksOf = (year: number, month: number): PointMarks =>
		year === 2018 ? imported : year === 2021 && month === 10 ? running : whole;
	const seasons = (week: number): number =>
		1 + 0.09 * Math.cos(((week - 3) / 52) * 2 * Math.PI) - 0.08 * Math.exp(-((week - 30) ** 2) / 22);
	const levels = [7400, 7900, 8900, 8600];
	const contacts = [332_412, 355_108, 391_077, 386_604];
	const yearFigures = (of: (index: number) => Sampled, isImported = true) =>
		years.map((year, index) => ({ year, marks: isImported && year === 2018 ? imported : whole, ...of(index) }));
	const page: AnnualPage = {
		...{
			asOf: '2021-11-21T23:00:00Z',
			seq: 4_812_000,
			zone: 'Europe/Amsterdam',
			year: 2021,
			against: [2018, 2019, 2020]
		},
		known: [2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021],
		scope: { queue: 'all', channel: null, topic: null },
		through: { day: '11-21', isoWeek: 46, isYearOver: false },
		choices: { queues: ['Facturen', 'Storing', 'Verhuizen'], topics: ['Factuur', 'Storing'] },
		serviceLevelTarget: { share: 0.8, seconds: 30 },
		...{ noTarget: null, channelTargets: [], slowAnswers: [] },
		scoreKind: 'grade',
		scale: { min: 1, max: 10 },
		contacts: yearFigures((index) => sampled(contacts[index] ?? null, 0, null)).map((one) => ({
			...one,
			low: null,
			high: null
		})),
		serviceLevel: yearFigures((index) => sampled([0.81, 0.8, 0.69, 0.74][index] ?? null, 0.004, 240_000)),
		satisfaction: yearFigures((index) =>
			sampled([7.9, 7.88, 7.6, 7.2][index] ?? null, 0.04, [7100, 7400, 9100, 11_131][index] ?? null)
		),
		channelShare: {
			channel: 'chat',
			months: [0.05, 0.11, 0.15, 0.175, 0.188, 0.197, 0.202, 0.207, 0.21, 0.212, 0.213].map((value, month) => ({
				month: monthName(2021, month),
				...sampled(value, 0.004, 36_000)
			})),
			since: '2021-01-18'
		},
		satisfactionMonths: months.map(({ year, month }) => {
			const at = (year - 2018) * 12 + month;
			const level =
				at < 32 ? 7.88 + 0.03 * Math.sin(at / 2.3) : at < 39 ? 7.1 - (at - 32) * 0.017 : 7.02 + (at - 38) * 0.054;
			const n = Math.round(560 + random() * 240 + (at > 25 ? 160 : 0));
			const value = round(level + (random() - 0.5) * 0.12);
			return {
				month: monthName(year, month),
				...sampled(value, round((1.96 * 1.95) / Math.sqrt(n)), n),
				sent: n * 9,
				responseRate: 0.11,
				isResponseChanged: false,
				marks: marksOf(year, month)
			};
		}),
		weeks: years.map((year, index) => ({
			year,
			weeks: Array.from({ length: year === 2020 ? 53 : 52 }, (_, at) => {
				const week = at + 1;
				const isGone = year < 2021 || week <= 47;
				const surge =
					year === 2020 && week >= 12
						? 2600 * Math.exp(-(week - 12) / 6)
						: year === 2021
							? 2300 * Math.exp(-Math.max(0, week - 12) / 8)
							: 0;
				const value = Math.round(
					(levels[index] ?? 0) * seasons(week) + surge - (year === 2021 ? 900 : 0) + (random() - 0.5) * 350
				);
				const isRunning = year === 2021 && week === 47;
				return {
					week,
					contacts: isGone ? (isRunning ? Math.round(value * 0.4) : value) : null,
					marks: isRunning ? running : year === 2018 ? imported : whole
				};
			})
		})),
		chatWeeks: Array.from({ length: 45 }, (_, at) => {
			const week = at + 3;
			const chats = Math.round(1700 * (1 - Math.exp(-(at + 1) / 9)) + (random() - 0.5) * 120);
			const value = at === 0 ? null : round(at < 6 ? 0.45 - at * 0.06 : (random() - 0.5) * 0.11);
			return {
				week: `2021-W${String(week).padStart(2, '0')}`,
				chats: week === 47 ? 640 : chats,
				growth: sampled(value, 0.05, null),
				p: value === null ? null : Math.abs(value) > 0.05 ? 0.002 : 0.4,
				marks: week === 47 ? running : whole
			};
		}),
		mix: years.flatMap((year) =>
			[1, 2, 3, 4].map((quarter) => {
				const chat = year === 2021 ? ([0.11, 0.187, 0.203, 0.213][quarter - 1] ?? 0) : 0;
				const email = 0.31 - chat * 0.62 + (random() - 0.5) * 0.01;
				const total = 98_000;
				return {
					quarter: `${year}-Q${quarter}`,
					contacts: {
						phone: Math.round(total * (1 - chat - email)),
						email: Math.round(total * email),
						...(chat === 0 ? {} : { chat: Math.round(total * chat) })
					},
					marks: year === 2021 && quarter === 4 ? { ...running, isRunning: true } : year === 2018 ? imported : whole
				};
			})
		),
		reach: months.map(({ year, month }) => {
			const level =
				year < 2020 || (year === 2020 && month < 2) ? 0.81 : year === 2020 ? 0.64 : Math.min(0.8, 0.66 + month * 0.014);
			const value = round(level + (random() - 0.5) * 0.03);
			return {
				month: monthName(year, month),
				serviceLevel: sampled(value, 0.006, 21_000),
				abandonmentRate: sampled(round(0.28 - value * 0.28), 0.004, 24_000),
				asaSeconds: Math.round(30 + (0.83 - value) * 480),
				answered: 21_000,
				marks: marksOf(year, month)
			};
		}),
		why: [why('score', 'channel'), why('asa', 'channel'), why('score', 'topic'), why('asa', 'topic')],
		topics: topicCells(random),
		annotations: [
			...[event('a1', 'closure', '2020-03-16', '2020-06-01', 'Lockdown, winkels dicht')],
			...[event('a2', 'incident', '2020-09-01', '2021-02-28', 'TV-product vertraagd')],
			...[event('a3', 'launch', '2021-01-18', null, 'Chat gestart')],
			...[event('a4', 'capacity', '2021-04-12', null, 'Capaciteit +24 fte')]
		],
		definitions: [
			{
				key: 'contacts v5 30/10',
				source: 'contacts',
				serviceLevel: 'v5',
				targetSeconds: 30,
				shortSeconds: 10,
				targets: [{ channel: null, targetSeconds: 30, shortSeconds: 10 }],
				counts: 'contacts',
				notes: null
			},
			{
				key: 'yearbook',
				source: 'yearbook',
				serviceLevel: null,
				targetSeconds: null,
				shortSeconds: null,
				targets: [],
				counts: 'offered',
				notes: 'maandcijfers van de vorige telefooncentrale'
			}
		]
	};
	return { ...page, ...changed };
}

/** A page of a year of which nothing is known, nor of any other. */
export function emptyPage(): AnnualPage {
	return annualPage({
		...{ against: [], known: [], contacts: [], serviceLevel: [], satisfaction: [], satisfactionMonths: [], weeks: [] },
		...{
			channelShare: { channel: 'chat', months: [], since: null },
			chatWeeks: [],
			mix: [],
			reach: [],
			why: [],
			topics: [],
			annotations: []
		},
		definitions: []
	});
}

/** What is found in the series of {@link annualPage}. */
export function foundInYears(changed: Partial<Finding> = {}): Findings & { state: 'ready' } {
	const finding: Finding = {
		...({ figure: 'score', grain: 'week', n: 148, notTested: null, p: 0.0002, hasLowPower: false } as const),
		lines: [
			{ from: '2019-W01', to: '2020-W36', start: 7.9, end: 7.84, slope: { value: -0.03, low: -0.07, high: 0.01 } },
			{ from: '2020-W37', to: '2021-W46', start: 7.02, end: 7.44, slope: { value: 0.34, low: 0.22, high: 0.47 } }
		],
		breaks: [
			{
				...{ lastBefore: '2020-W36', firstAfter: '2020-W37', earliest: '2020-W35', latest: '2020-W37' },
				jump: { value: -0.82, low: -0.98, high: -0.64 },
				near: [event('a2', 'incident', '2020-09-01', '2021-02-28', 'TV-product vertraagd')]
			}
		],
		adjustment: 'stl',
		simulations: 4999,
		span: { from: '2019-W01', to: '2021-W46' },
		...changed
	};
	return {
		...({ state: 'ready', seq: 4_812_000 } as const),
		findings: [finding],
		seed: 1,
		tookMs: 640
	};
}

function why(figure: Why['figure'], by: Why['by']): Why {
	const groups =
		by === 'channel'
			? ['phone', 'email', 'chat']
			: ['Facturen', 'TV', 'Internet', 'Verhuizen', 'Storing', 'Overstappen'];
	const [from, to] = figure === 'score' ? [7.6, 7.2] : [64, 88];
	const change = to - from;
	const parts = groups.map((group, index) => {
		const rate = round((change * (0.5 - index * 0.11)) / (by === 'channel' ? 1.15 : 1.3));
		return { group, rate, mix: round(change * 0.02 * (index - 1)) };
	});
	const rates = parts.reduce((sum, { rate }) => sum + rate, 0);
	const half = figure === 'score' ? 0.05 : null;
	return {
		...{ figure, by },
		before: { year: 2020, value: from, n: 9100 },
		after: { year: 2021, value: to, n: 11_131 },
		mix: change - rates,
		rate: rates,
		groups: parts.map(({ group, rate, mix }, index) => ({
			...{ group, isRest: false, shareBefore: 0.6 - index * 0.1, shareAfter: 0.55 - index * 0.08 },
			...{ rateBefore: from, rateAfter: from + rate, nBefore: 4000, nAfter: 5000, mix, rate },
			...{ rateLow: half === null ? null : rate - half, rateHigh: half === null ? null : rate + half }
		}))
	};
}

function topicCells(random: () => number): AnnualPage['topics'] {
	const topics = ['Facturen', 'TV', 'Internet', 'Verhuizen', 'Storing', 'Overstappen'];
	const channels: readonly (readonly [Channel, number, number])[] = [
		['phone', 0.6, 0.06],
		['email', 0.2, 0.09],
		['chat', 0.2, 0.31]
	];
	return topics.flatMap((topic, at) =>
		channels.map(([channel, share, responseRate]) => {
			const contacts = topic === 'Overstappen' && channel === 'chat' ? 41 : Math.round((70_000 - at * 9000) * share);
			const n = channel === 'chat' && contacts < 100 ? 3 : Math.round(contacts * responseRate);
			return {
				...{ topic, channel, contacts, answeredShare: round(0.88 + random() * 0.1) },
				transferRate: round((channel === 'chat' && topic === 'Storing' ? 0.34 : 0.08) + random() * 0.04),
				score: n < 5 ? sampled(null, 0, n) : sampled(round(7 + random() * 0.9), 0.06, n),
				responseRate
			};
		})
	);
}

function event(id: string, kind: string, from: string, to: string | null, text: string) {
	return { id, kind, from, to, text };
}

function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}

function round(value: number): number {
	return Math.round(value * 10_000) / 10_000;
}
