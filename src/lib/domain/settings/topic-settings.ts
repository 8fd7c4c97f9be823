import { nameIn, type SiteLanguage } from './display-names.ts';
import type { SiteSettings, TopicSettings } from './site-settings.ts';

const known = new WeakMap<SiteSettings, ReadonlyMap<string, TopicSettings>>();

/** The topic that a source's spelling means, upper and lower case and outer blanks aside; the spelling itself where none is named. */
export function canonicalTopic(settings: SiteSettings, spelling: string): string {
	return topicOf(settings, spelling)?.name ?? spelling;
}

/** What people call a topic. */
export function topicLabel(settings: SiteSettings, topic: string, language: SiteLanguage): string {
	const found = topicOf(settings, topic);
	return found === null ? topic : nameIn(found.names, language, found.name);
}

/** A spelling in the form in which spellings are compared. */
export function comparableSpelling(spelling: string): string {
	return spelling.trim().toLowerCase();
}

function topicOf(settings: SiteSettings, spelling: string): TopicSettings | null {
	if (settings.topics.length === 0) return null;
	let topics = known.get(settings);
	if (topics === undefined) {
		topics = new Map(
			settings.topics.flatMap((topic) =>
				[topic.name, ...topic.spellings].map((own): [string, TopicSettings] => [comparableSpelling(own), topic])
			)
		);
		known.set(settings, topics);
	}
	return topics.get(comparableSpelling(spelling)) ?? null;
}
