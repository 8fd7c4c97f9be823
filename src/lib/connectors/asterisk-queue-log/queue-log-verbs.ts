import type { EventData } from '#lib/domain/contact/contact-event-schema.ts';
import type { LineFault } from './queue-log-line.ts';

/** Why a call left a queue, as far as a verb says. */
export type QueueAbandonReason = NonNullable<EventData<'contact.abandoned'>['reason']>;

/** What a line about an agent says happened to the agent. */
export type PresenceChange =
	'joined' | 'left' | 'paused' | 'unpaused' | 'all_paused' | 'all_unpaused' | 'logged_in' | 'logged_off';

/** What a verb means to a contact centre. */
export type VerbMeaning =
	| Readonly<{ effect: 'queued' }>
	| Readonly<{ effect: 'answered' }>
	| Readonly<{ effect: 'transferred' }>
	| Readonly<{ effect: 'restarted' }>
	| Readonly<{ effect: 'ended'; endedBy: 'agent' | 'customer' }>
	| Readonly<{ effect: 'abandoned'; reason: QueueAbandonReason }>
	| Readonly<{ effect: 'presence'; change: PresenceChange }>
	| Readonly<{ effect: 'skipped'; why: string }>;

/** Parameters that are read as numbers: times in the unit of their name, positions counted from 1. */
const numericParameters = [
	'holdSeconds',
	'talkSeconds',
	'waitSeconds',
	'ringSeconds',
	'ringMs',
	'loginSeconds',
	'position',
	'originalPosition'
] as const;
type NumericParameter = (typeof numericParameters)[number];
type TextParameter =
	| 'url'
	| 'callerNumber'
	| 'callerName'
	| 'key'
	| 'note'
	| 'extension'
	| 'context'
	| 'method'
	| 'agentChannel'
	| 'paused'
	| 'reason'
	| 'address';
type ParameterName = NumericParameter | TextParameter;

/** The parameters of a line by name; one that is empty, missing in this version or unreadable is left out. */
export type VerbParameters = Readonly<Read>;
type Read = Partial<Record<NumericParameter, number> & Record<TextParameter, string>>;

/** A verb: what it means and how its parameters are read. */
export type Verb = Readonly<{
	meaning: VerbMeaning;
	/** Names from the first parameter on. */
	names: readonly ParameterName[];
	/** Names of the last parameters, for verbs whose middle varies. */
	lastNames?: readonly ParameterName[];
	/** How many parameters the oldest version wrote that had the verb: fewer means that the line is cut off. */
	fewest: number;
}>;

const transfer = {
	meaning: { effect: 'transferred' },
	names: ['extension', 'context', 'holdSeconds', 'talkSeconds', 'originalPosition'],
	fewest: 2
} as const;

const leaving = ['position', 'originalPosition', 'waitSeconds'] as const;

/** The verbs that Asterisk writes, of every version since 1.2. */
const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
	[
		'ENTERQUEUE',
		{ meaning: { effect: 'queued' }, names: ['url', 'callerNumber', 'originalPosition', 'callerName'], fewest: 2 }
	],
	['CONNECT', { meaning: { effect: 'answered' }, names: ['holdSeconds', 'agentChannel', 'ringSeconds'], fewest: 1 }],
	['COMPLETEAGENT', completed('agent')],
	['COMPLETECALLER', completed('customer')],
	// An agent may be named: the caller hung up while the announcement to that agent ran. Nobody answered all the same.
	['ABANDON', { meaning: { effect: 'abandoned', reason: 'hung_up' }, names: leaving, fewest: 1 }],
	['EXITWITHTIMEOUT', { meaning: { effect: 'abandoned', reason: 'timeout' }, names: leaving, fewest: 1 }],
	['EXITEMPTY', { meaning: { effect: 'abandoned', reason: 'no_agents' }, names: leaving, fewest: 1 }],
	['EXITWITHKEY', { meaning: { effect: 'abandoned', reason: 'key' }, names: ['key', ...leaving], fewest: 1 }],
	['WITHDRAW', { meaning: { effect: 'abandoned', reason: 'withdrawn' }, names: [...leaving, 'note'], fewest: 1 }],
	['BLINDTRANSFER', transfer],
	['TRANSFER', transfer],
	// BRIDGE|bridge and APP|application take two parameters before the times, LINK|channel|channel three.
	[
		'ATTENDEDTRANSFER',
		{
			meaning: { effect: 'transferred' },
			names: ['method'],
			lastNames: ['holdSeconds', 'talkSeconds', 'originalPosition'],
			fewest: 5
		}
	],
	['ADDMEMBER', presence('joined', ['paused'])],
	['REMOVEMEMBER', presence('left')],
	['PAUSE', presence('paused', ['reason'])],
	['UNPAUSE', presence('unpaused', ['reason'])],
	['PAUSEALL', presence('all_paused', ['reason'])],
	['UNPAUSEALL', presence('all_unpaused', ['reason'])],
	['AGENTLOGIN', presence('logged_in', ['address'])],
	['AGENTCALLBACKLOGIN', presence('logged_in', ['address'])],
	['AGENTLOGOFF', presence('logged_off', ['address', 'loginSeconds'])],
	['AGENTCALLBACKLOGOFF', presence('logged_off', ['address', 'loginSeconds', 'reason'])],
	['QUEUESTART', { meaning: { effect: 'restarted' }, names: [], fewest: 0 }],
	['RINGNOANSWER', skipped('an attempt to reach an agent, not an answer', ['ringMs'])],
	['RINGCANCELED', skipped('the caller left while it rang; an ABANDON line says so', ['ringMs'])],
	// The agent hung up during the announcement, before the two were connected: no CONNECT came before, so no agent's part
	// can end, and the call waits on in its place.
	['AGENTDUMP', skipped('the agent hung up before the caller was connected; the call waits on')],
	['SYSCOMPAT', skipped('the call could not be connected; an ABANDON line follows if it was dropped')],
	['PENALTY', skipped('a setting of a queue member, not presence')],
	['RINGINUSE', skipped('a setting of a queue member, not presence')],
	['CONFIGRELOAD', skipped('the configuration was read again; calls are not touched')],
	['DID', skipped('the number dialled; no part of the event contract')],
	['OUTCALL', skipped('an outgoing call is no contact in a queue')]
]);

const outgoing = skipped('an outgoing call is no contact in a queue');
const unknown = skipped('a verb that Asterisk does not write itself');

/** The verb by its name. Others than Asterisk's own are stepped over: the administrator may log what he likes. */
export function verbNamed(name: string): Verb {
	return verbs.get(name) ?? (name.startsWith('OUT') ? outgoing : unknown);
}

/** Names of all verbs in the table. */
export function verbNames(): readonly string[] {
	return [...verbs.keys()];
}

/**
 * Reads a verb's parameters. More than are named is a newer version; the rest is not looked at.
 * @returns what is wrong when the line is cut off, a time is not a number, or the wait is negative
 */
export function readParameters(
	verb: Verb,
	parameters: readonly string[]
): Readonly<{ parameters: VerbParameters }> | Readonly<{ fault: LineFault }> {
	if (parameters.length < verb.fewest) {
		const reason = `${parameters.length} where at least ${verb.fewest} are expected: the line is cut off`;
		return { fault: { field: 'parameters', reason } };
	}
	const read: Read = {};
	for (const [index, name] of verb.names.entries()) {
		const fault = readParameter(name, parameters[index], read);
		if (fault !== null) return { fault };
	}
	const lastNames = verb.lastNames ?? [];
	for (const [index, name] of lastNames.entries()) {
		const fault = readParameter(name, parameters[parameters.length - lastNames.length + index], read);
		if (fault !== null) return { fault };
	}
	return { parameters: read };
}

function readParameter(name: ParameterName, text: string | undefined, read: Read): LineFault | null {
	const value = text?.trim() ?? '';
	if (value === '') return null;
	if (!isNumeric(name)) {
		read[name] = value;
		return null;
	}
	const isNumber = /^-?\d+(\.\d+)?$/.test(value);
	if (name === 'holdSeconds' || name === 'waitSeconds' || name === 'talkSeconds') {
		if (!isNumber) return { field: name, reason: 'is not a number of seconds' };
		// The talk time is only a comment to the line's own time, so a clock that was set back may spoil it.
		if (name !== 'talkSeconds' && Number(value) < 0) return { field: name, reason: 'is negative' };
	}
	if (isNumber) read[name] = Number(value);
	return null;
}

function isNumeric(name: ParameterName): name is NumericParameter {
	return (numericParameters as readonly string[]).includes(name); // widened, only to be able to ask
}

function completed(endedBy: 'agent' | 'customer'): Verb {
	return {
		meaning: { effect: 'ended', endedBy },
		names: ['holdSeconds', 'talkSeconds', 'originalPosition'],
		fewest: 2
	};
}

function presence(change: PresenceChange, names: readonly ParameterName[] = []): Verb {
	return { meaning: { effect: 'presence', change }, names, fewest: 0 };
}

function skipped(why: string, names: readonly ParameterName[] = []): Verb {
	return { meaning: { effect: 'skipped', why }, names, fewest: 0 };
}
