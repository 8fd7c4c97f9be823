import type { SiteSettings } from './site-settings.ts';

/** The queue under which a queue's contacts are counted now: itself, or the one it was merged into. */
export function countedQueue(_settings: SiteSettings, queue: string): string {
	return queue;
}

/** What people call a queue. */
export function queueLabel(_settings: SiteSettings, queue: string, _language: 'nl' | 'en'): string {
	return queue;
}
