import type { Channel } from '../domain/contact/channel.ts';
import type { SurveyKind } from '../domain/settings/survey-settings.ts';
import type { DefinitionNote, PointMarks, Sampled, SeriesScope } from './trend-series.ts';

/** A stretch of a year that was counted in one way. `from` and `to` are site-local dates, the last included. */
export type FigurePart = Sampled & Readonly<{ from: string; to: string; marks: PointMarks }>;

/** A figure of one year, over the same days of the year as the others beside it. */
export type YearFigure = Sampled &
	Readonly<{
		year: number;
		marks: PointMarks;
		/** Where the year was counted in several ways, or told by several: its stretches, in order. Left out where it was not. */
		parts?: readonly FigurePart[];
		/** Of a score: answers of those that were asked, 0 to 1; null = not known. */
		responseRate?: number | null;
		/**
		 * Of a score over several channels, in which every answer counts alike: the same with each channel weighed by its contacts, with
		 * 95 % interval. Null where that cannot be made; left out of what is of one channel.
		 */
		byVolume?: Readonly<{ value: number; low: number | null; high: number | null }> | null;
	}>;

/** A month of satisfaction. Scores of fewer than five answers are null, their number is told. */
export type SatisfactionMonth = Sampled &
	Readonly<{
		month: string;
		sent: number | null;
		responseRate: number | null;
		/** Whether so many more or fewer answered than in the months before that other people are asked, as it were: no line crosses it. */
		isResponseChanged: boolean;
		marks: PointMarks;
	}>;

/** How long people waited for an answer on a channel on which nobody holds the line, by year. */
export type SlowAnswers = Readonly<{
	channel: Channel;
	/** What is promised; null where that changed within the year, or totals were held against another. */
	target: Readonly<{ share: number; seconds: number }> | null;
	years: readonly Readonly<{
		year: number;
		/** Mean time to the answer. */
		answerSeconds: number | null;
		answered: number | null;
		serviceLevel: Sampled;
		marks: PointMarks;
	}>[];
}>;

/** Why a page names no target for its service level. */
export type NoTargetReason =
	'different targets' | 'target changed' | 'counted against another target' | 'channel not known';

/** An ISO week of a year: 52 of them, or 53 (2015, 2020, 2026). */
export type WeekCount = Readonly<{ week: number; contacts: number | null; marks: PointMarks }>;

/** Chats of an ISO week beside the week before; a running week beside the same part of it. */
export type ChatWeek = Readonly<{
	week: string;
	chats: number | null;
	/** Share, e.g. 0.71 for 1,400 to 2,400; null when there is nothing to compare with. With 95 % interval and exact p. */
	growth: Sampled;
	p: number | null;
	marks: PointMarks;
}>;

/** Contacts of a quarter of a year by channel; null = not known. */
export type MixQuarter = Readonly<{
	quarter: string;
	contacts: Readonly<Partial<Record<Channel, number>>>;
	marks: PointMarks;
}>;

/** Whether people could reach anybody in a month. */
export type ReachMonth = Readonly<{
	month: string;
	serviceLevel: Sampled;
	abandonmentRate: Sampled;
	asaSeconds: number | null;
	answered: number | null;
	marks: PointMarks;
}>;

/** Part of the change of an average: what other shares of a group did, and what its own average did. */
export type WhyGroup = Readonly<{
	/** A channel or a topic; null = not known. */
	group: string | null;
	/** Whether it is several together, because each has fewer than five answers in one of the years; `group` is then null. */
	isRest: boolean;
	shareBefore: number;
	shareAfter: number;
	rateBefore: number | null;
	rateAfter: number | null;
	nBefore: number;
	nAfter: number;
	mix: number;
	rate: number;
	/** 95 % interval of `rate` by the sampling of answers; null for waits, which are all there are. */
	rateLow: number | null;
	rateHigh: number | null;
}>;

/**
 * Why an average differs between two spans of the same length, as bookkeeping: mix and rate add up to the change exactly. Nothing
 * is said of causes.
 */
export type Why = Readonly<{
	figure: 'asa' | 'score';
	by: 'channel' | 'topic';
	before: Readonly<{ year: number; value: number; n: number }>;
	after: Readonly<{ year: number; value: number; n: number }>;
	mix: number;
	rate: number;
	groups: readonly WhyGroup[];
}>;

/** What became of a topic on a channel in the year. */
export type TopicOnChannel = Readonly<{
	/** Null = not known. */
	topic: string | null;
	channel: Channel;
	contacts: number;
	answeredShare: number | null;
	/** Share of the ended talks that were sent on to another queue. */
	transferRate: number | null;
	score: Sampled;
	responseRate: number | null;
}>;

/** What happened, as somebody wrote it down. `from` and `to` are site-local dates, the last included. */
export type PageAnnotation = Readonly<{ id: string; kind: string; from: string; to: string | null; text: string }>;

/** An answer of `GET /api/trends/year`: all figures of the annual page; what is searched for in them comes apart. */
export type AnnualPage = Readonly<{
	asOf: string;
	seq: number;
	zone: string;
	year: number;
	/** Compared years, ascending, without `year`. */
	against: readonly number[];
	/** Every year that something is known of. */
	known: readonly number[];
	scope: SeriesScope;
	/** The last whole day that every year is shown up to (`MM-DD`), and its ISO week; a year that is over: 12-31. */
	through: Readonly<{ day: string; isoWeek: number; isYearOver: boolean }>;
	/** What it can be narrowed to. */
	choices: Readonly<{ queues: readonly string[]; topics: readonly string[] }>;
	/**
	 * What is promised now; `seconds` is null where channels are promised a different wait, and all of it where they are promised
	 * a different share.
	 */
	serviceLevelTarget: Readonly<{ share: number; seconds: number | null }> | null;
	/** Why there is none; null where there is one. */
	noTarget: NoTargetReason | null;
	/** What each channel of the service level was promised at the end of the page's days. */
	channelTargets: readonly Readonly<{ channel: Channel; share: number; seconds: number }>[];
	/** Channels that are in no figure of reach and waits because nobody holds the line there; empty where one is asked for. */
	slowAnswers: readonly SlowAnswers[];
	scoreKind: SurveyKind;
	scale: Readonly<{ min: number; max: number }>;
	contacts: readonly YearFigure[];
	/** Of all channels together: of those on which people wait (phone and chat), as on the boards. So are `reach` and the waits of `why`. */
	serviceLevel: readonly YearFigure[];
	satisfaction: readonly YearFigure[];
	/**
	 * Share of a channel in the contacts of each month of the year, of all channels of the queue and topic that are asked for: the
	 * channel that is asked for, else chat. `since`: of chat, since when there is any (site-local date); else null.
	 */
	channelShare: Readonly<{
		channel: Channel;
		months: readonly (Sampled & Readonly<{ month: string }>)[];
		since: string | null;
	}>;
	/** From the first compared year on. */
	satisfactionMonths: readonly SatisfactionMonth[];
	weeks: readonly Readonly<{ year: number; weeks: readonly WeekCount[] }>[];
	chatWeeks: readonly ChatWeek[];
	mix: readonly MixQuarter[];
	reach: readonly ReachMonth[];
	/** Null where one of the two years has nothing to average. */
	why: readonly Why[];
	topics: readonly TopicOnChannel[];
	annotations: readonly PageAnnotation[];
	definitions: readonly DefinitionNote[];
}>;

/** A date at which a series went another way. It is a date, not a cause. */
export type FoundBreak = Readonly<{
	/** Buckets: the last of the old way, and the first of the new; `earliest` and `latest` are the last of the old way that fit as well. */
	lastBefore: string;
	firstAfter: string;
	earliest: string;
	latest: string;
	/** How far the new line begins over the old one continued, in the figure's unit, with 95 % interval. */
	jump: Readonly<{ value: number; low: number; high: number }>;
	/** Of a score: share that answered in the half year before and after; left out where it is not known. */
	responseRate?: Readonly<{ before: number; after: number }>;
	/** Annotations within eight weeks of it; of a break between years those of the first new year, and of eight weeks before that. */
	near: readonly PageAnnotation[];
}>;

/** A line through a stretch between breaks; `slope` a year. */
export type FoundLine = Readonly<{
	from: string;
	to: string;
	start: number;
	end: number;
	slope: Readonly<{ value: number; low: number; high: number }> | null;
}>;

/** A series that was searched for breaks. */
export type Finding = Readonly<{
	figure: 'score' | 'contacts' | 'serviceLevel';
	grain: 'week' | 'year';
	n: number;
	/**
	 * Why it was not tested; null when it was. `unsure season`: a break was found whose date cannot be told from what comes back every
	 * year, in so few years.
	 */
	notTested: 'too few values' | 'no variation' | 'gaps' | 'changed definition' | 'unsure season' | null;
	/** Probability of as clear a break where nothing broke. */
	p: number | null;
	/** Whether so short a series shows large breaks only. */
	hasLowPower: boolean;
	lines: readonly FoundLine[];
	breaks: readonly FoundBreak[];
	/** How many series without a break were drawn to tell how rare it is. */
	simulations: number;
	/** The first and the last bucket that was looked at: the last long stretch that was counted in one way. Null where there is none. */
	span: Readonly<{ from: string; to: string }> | null;
	/** How the season was taken out. */
	adjustment: 'stl' | 'medians' | 'none';
}>;

/** An answer of `GET /api/trends/findings`. */
export type Findings =
	| Readonly<{ state: 'running' }>
	| Readonly<{
			state: 'ready';
			seq: number;
			findings: readonly Finding[];
			seed: number;
			tookMs: number;
	  }>;
