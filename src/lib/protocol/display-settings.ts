import * as v from 'valibot';

/** Most screens that may be paired at a time. */
export const MAX_DISPLAYS = 500;

function wholeBetween<const Least extends number, const Most extends number>(least: Least, most: Most) {
	return v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
}

/** What a person calls a screen. */
export const displayNameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80));

/** What a screen shows, and how. */
export const displaySettingsSchema = v.strictObject({
	/** Stands at the top of its boards. */
	team: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60)),
	/** The board in view; `both`: they take turns. */
	board: v.picklist(['now', 'today', 'both']),
	/** How long each stays when they take turns. */
	secondsPerBoard: wholeBetween(15, 60),
	language: v.picklist(['nl', 'en']),
	theme: v.picklist(['dark', 'light']),
	/** Size of the screen, and from how far it has to be read. */
	diagonalInches: v.pipe(v.number(), v.finite(), v.minValue(20), v.maxValue(120)),
	readingMetres: v.pipe(v.number(), v.finite(), v.minValue(1), v.maxValue(20))
});
/** {@link displaySettingsSchema} */
export type DisplaySettings = Readonly<v.InferOutput<typeof displaySettingsSchema>>;

/** What a screen says of itself each minute (`ALIVE_MS`). */
export const displayReportSchema = v.strictObject({
	/** Position in the log of what it shows; 0 = nothing yet. */
	seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
	/** Time since it last heard from the server on its stream; null = it has not yet. */
	dataAgeMs: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))),
	/** Build of its page. */
	build: v.pipe(v.string(), v.maxLength(64)),
	/** Memory its page uses; null where the browser does not tell. */
	heapBytes: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
	/** Whether the browser shows the page, and not another tab or nothing. */
	visible: v.boolean(),
	/** Of the page, in CSS pixels. */
	width: wholeBetween(0, 100_000),
	height: wholeBetween(0, 100_000),
	/** The board in view. */
	board: v.picklist(['now', 'today']),
	/** Of the settings it shows; 0 = it has none yet. */
	revision: v.pipe(v.number(), v.safeInteger(), v.minValue(0))
});
/** {@link displayReportSchema} */
export type DisplayReport = Readonly<v.InferOutput<typeof displayReportSchema>>;

/** `POST /api/pairing/[code]`: what becomes of a screen that asks to be paired. */
export const newDisplaySchema = v.strictObject({ name: displayNameSchema, settings: displaySettingsSchema });
/** {@link newDisplaySchema} */
export type NewDisplay = Readonly<v.InferOutput<typeof newDisplaySchema>>;

/** `PATCH /api/displays/[id]`: what is left out stays as it is. */
export const displayChangeSchema = v.strictObject({
	name: v.optional(displayNameSchema),
	settings: v.optional(displaySettingsSchema)
});
/** {@link displayChangeSchema} */
export type DisplayChange = Readonly<v.InferOutput<typeof displayChangeSchema>>;

/**
 * How far a screen must be: `revision` counts up with every change of its settings and every wish that it reloads,
 * `reloadRevision` is the revision of the last such wish. A page that began at a lower one reloads.
 */
export type DisplayStanding = Readonly<{ revision: number; reloadRevision: number }>;

/** `GET /api/display`: a screen's own settings. */
export type OwnDisplay = DisplayStanding & Readonly<{ id: string; name: string; settings: DisplaySettings }>;

/** A screen for whoever looks after them. Instants are UTC epoch ms. */
export type ListedDisplay = Readonly<{
	id: string;
	name: string;
	settings: DisplaySettings;
	createdAt: number;
	/** Null while it may show its board. */
	revokedAt: number | null;
	/** `token-reuse`: somebody used a secret of it that had long been replaced; `restore`: a backup brought it back, and nobody has confirmed it; null while it is not revoked. */
	revokedFor: 'person' | 'command-line' | 'token-reuse' | 'restore' | null;
	/** When it last said that it is alive; null = never. */
	lastSeenAt: number | null;
	/** Whether it has a stream open. */
	isConnected: boolean;
	/** See `isDark`. */
	isDark: boolean;
	/** What it said then; null = nothing. */
	report: DisplayReport | null;
	/** Where it last came from; null = not known. */
	address: string | null;
	userAgent: string | null;
}>;

/** `GET /api/displays` */
export type DisplayList = Readonly<{ now: number; displays: readonly ListedDisplay[] }>;

/** `POST /api/pairing`: what a screen shows while it waits. */
export type PairingOffer = Readonly<{
	/** `XXXX-XXXX` */
	userCode: string;
	/** For eyes to compare with what the person who confirms is shown. */
	words: readonly [string, string];
	expiresAt: number;
	now: number;
	/** Seconds between two looks whether it was paired. */
	pollSeconds: number;
}>;

/** `GET /api/pairing`: what became of it. */
export type PairingState = Readonly<{ state: 'waiting' | 'expired' }> | Readonly<{ state: 'paired'; board: string }>;

/** `GET /api/pairing/[code]`: the screen that asks, for the person who confirms. */
export type PairingRequest = Readonly<{
	/** `XXXX-XXXX` */
	code: string;
	/** As the screen shows them. */
	words: readonly [string, string];
	address: string | null;
	userAgent: string | null;
	createdAt: number;
	expiresAt: number;
	now: number;
}>;
