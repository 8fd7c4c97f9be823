import * as v from 'valibot';
import { channelSchema } from './channel-schema.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const identifier = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const flag = v.boolean();

/** Why a wait began. */
export const queuedReasons = ['new', 'transfer', 'overflow', 'reopen'] as const;
/** Why a wait ended without an answer; which of them count as abandoned is a setting. */
export const abandonReasons = [
	'hung_up',
	'timeout',
	'no_agents',
	'key',
	'withdrawn',
	'closed_by_rule',
	'unknown'
] as const;
/** Presence as an agent sets it; busy and after-contact work are derived. */
export const presences = ['ready', 'not_ready', 'offline'] as const;
/** The kinds of survey the product keeps apart. */
export const surveyKinds = ['csat', 'nps', 'ces', 'grade'] as const;

/**
 * The `data` of every event type a source may send. Keys named here are checked and kept, in this order;
 * others are dropped. The order is part of the stored form: it makes two equal events equal strings.
 */
export const sourceEventSchemas = {
	'contact.queued': v.object({
		contact: identifier,
		queue: name,
		channel: channelSchema,
		topic: v.optional(name),
		reason: v.optional(v.picklist(queuedReasons)),
		parallel: v.optional(flag),
		priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1000), v.maxValue(1000))),
		customer: v.optional(identifier)
	}),
	'contact.answered': v.object({ contact: identifier, agent: identifier, queue: v.optional(name) }),
	'contact.first_replied': v.object({ contact: identifier, agent: identifier }),
	'contact.held': v.object({ contact: identifier, agent: identifier }),
	'contact.resumed': v.object({ contact: identifier, agent: identifier }),
	'contact.abandoned': v.object({
		contact: identifier,
		queue: v.optional(name),
		waitUnknown: v.optional(flag),
		reason: v.optional(v.picklist(abandonReasons))
	}),
	'contact.callback_requested': v.object({ contact: identifier, agent: v.optional(identifier) }),
	'contact.callback_made': v.object({ contact: identifier, agent: v.optional(identifier) }),
	'contact.classified': v.object({ contact: identifier, topic: name }),
	'contact.excluded': v.object({
		contact: identifier,
		reason: v.picklist(['test', 'wrong_import', 'other'])
	}),
	'contact.transferred': v.object({
		contact: identifier,
		agent: identifier,
		toQueue: v.optional(name),
		toAgent: v.optional(identifier),
		wrapUp: v.optional(flag)
	}),
	'contact.ended': v.object({
		contact: identifier,
		agent: v.optional(identifier),
		wrapUp: v.optional(flag),
		endedBy: v.optional(name),
		outcome: v.optional(v.picklist(['resolved', 'unresolved', 'escalated'])),
		topic: v.optional(name)
	}),
	'contact.wrapped': v.object({ contact: identifier, agent: identifier }),
	'agent.state_changed': v.object({
		agent: identifier,
		state: v.picklist(presences),
		reason: v.optional(name),
		queues: v.optional(v.pipe(v.array(name), v.maxLength(500))),
		maxChats: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
		workplace: v.optional(v.picklist(['office', 'home'])),
		team: v.optional(name)
	}),
	'source.alive': v.object({}),
	'survey.invited': v.object({
		contact: identifier,
		kind: v.picklist(surveyKinds),
		channel: v.optional(channelSchema)
	}),
	'survey.answered': v.object({
		contact: identifier,
		kind: v.picklist(surveyKinds),
		score: v.pipe(v.number(), v.finite()),
		scale: v.pipe(
			v.object({ min: v.pipe(v.number(), v.finite()), max: v.pipe(v.number(), v.finite()) }),
			v.check((scale) => scale.min < scale.max, 'min must be below max')
		),
		comment: v.optional(v.pipe(v.string(), v.maxLength(4096))),
		channel: v.optional(channelSchema)
	})
} as const;

/** A type of event that a source outside the product may send. */
export type SourceEventType = keyof typeof sourceEventSchemas;

/** Types that only the product itself writes; refused from outside. */
export const internalEventTypes = [
	'bereik.settings.changed',
	'bereik.import.undone',
	'bereik.subject.erased',
	'bereik.message.shown',
	'bereik.message.withdrawn',
	'bereik.annotation.added',
	'bereik.annotation.removed',
	'bereik.intervals.imported'
] as const;
/** One of {@link internalEventTypes}. */
export type InternalEventType = (typeof internalEventTypes)[number];

const asideTypes: ReadonlySet<string> = new Set<InternalEventType>([
	'bereik.settings.changed',
	'bereik.subject.erased',
	'bereik.message.shown',
	'bereik.message.withdrawn',
	'bereik.annotation.added',
	'bereik.annotation.removed',
	'bereik.intervals.imported'
]);

/** Whether events of a type say nothing of what happened in the centre, so that the live state is no further by their time. */
export function isAside(type: string): boolean {
	return asideTypes.has(type);
}

/** The checked `data` of one source event type. */
export type EventData<Type extends SourceEventType> = v.InferOutput<(typeof sourceEventSchemas)[Type]>;

/** Whether a type is one that sources may send. */
export function isSourceEventType(type: string): type is SourceEventType {
	return Object.hasOwn(sourceEventSchemas, type);
}
