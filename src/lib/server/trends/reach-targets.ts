import { type Channel, channels, isFastChannel } from '#lib/domain/contact/channel.ts';
import { channelSettingsAt } from '#lib/domain/settings/channel-settings.ts';
import { settingsOfQueue } from '#lib/domain/settings/queue-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { common } from '#lib/domain/trends/spans.ts';
import type { AnnualPage, NoTargetReason } from '#lib/protocol/annual-page.ts';
import type { PointMarks, SeriesScope } from '#lib/protocol/trend-series.ts';
import type { TrendWorld } from './trend-world.ts';

type Targets = Pick<AnnualPage, 'serviceLevelTarget' | 'noTarget' | 'channelTargets'>;
type World = Pick<TrendWorld, 'settings' | 'contacts' | 'totals'>;

/**
 * Channels that a page's service level is of: the one that is asked for or that its queue has; of all channels those on which people
 * wait; of any other queue those that its contacts came by.
 */
export function reachChannels(
	{ settings }: Pick<TrendWorld, 'settings'>,
	{ queue, channel }: SeriesScope,
	mix: AnnualPage['mix']
): readonly Channel[] {
	const only = channel ?? settingsOfQueue(settings, queue)?.channel ?? null;
	if (only !== null) return [only];
	const used = channels.filter((one) => mix.some(({ contacts }) => (contacts[one] ?? 0) > 0));
	return queue === 'all' || queue === 'fast' ? used.filter(isFastChannel) : used;
}

/**
 * What was promised of the service level of a year: a share that all of its channels were promised, and seconds where these are the
 * same too.
 * @param year as far as it has come
 * @param marks who tells the year's service level
 */
export function targetsOf(
	world: World,
	asked: readonly Channel[],
	year: Interval,
	marks: Pick<PointMarks, 'sources'> | null
): Targets {
	const channelTargets = asked.map((channel) => {
		const { targetShare, targetMs } = channelSettingsAt(world.settings, channel, year.to - 1);
		return { channel, share: targetShare, seconds: targetMs / 1000 };
	});
	const [first] = channelTargets;
	const none = (noTarget: NoTargetReason): Targets => ({ serviceLevelTarget: null, noTarget, channelTargets });
	if (first === undefined) return none('channel not known');
	for (const { channel, seconds } of channelTargets) {
		const told = heldAgainst(world, channel, year, marks?.sources ?? []);
		if (told.totals.some((one) => one !== seconds)) return none('counted against another target');
		if (told.contacts.some((one) => one !== seconds)) return none('target changed');
	}
	if (channelTargets.some(({ share }) => share !== first.share)) return none('different targets');
	const isOne = channelTargets.every(({ seconds }) => seconds === first.seconds);
	return {
		serviceLevelTarget: { share: first.share, seconds: isOne ? first.seconds : null },
		noTarget: null,
		channelTargets
	};
}

/** The seconds that contacts of a channel were held against in a year, and those that totals name. */
function heldAgainst(
	{ settings, contacts, totals }: World,
	channel: Channel,
	year: Interval,
	sources: readonly string[]
): Readonly<{ contacts: readonly number[]; totals: readonly number[] }> {
	const days = common([year], contacts).flatMap(({ from, to }) => [from, to - 1]);
	return {
		contacts: days.map((at) => channelSettingsAt(settings, channel, at).targetMs / 1000),
		totals: sources.flatMap((source) =>
			totals
				.regimesIn(source, [channel], [year])
				.flatMap(({ ways }) => [...ways.values()].flatMap(({ targetSeconds }) => targetSeconds ?? []))
		)
	};
}
